// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.bench.JsonLine;
import org.jspecify.annotations.Nullable;

/** What requests cost this build, beside a build from before. */
public final class ApiBench {
  private ApiBench() {}

  /**
   * @param arguments a built checkout from before, and one of now
   */
  public static void main(String[] arguments) throws Exception {
    ApiFigures before = measure("before", Path.of(arguments[0]));
    ApiFigures now = measure("now", Path.of(arguments[1]));
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put("bench", "api");
    figures.put("cohort_csv_10k_s", now.csvSeconds());
    figures.put("cohort_csv_speedup", before.csvSeconds() / now.csvSeconds());
    figures.put("followers_100_queries_per_s", now.followersQueriesPerSecond());
    figures.put("job_304_queries", now.notModifiedQueries());
    figures.put("slides_10k_page_ms", now.pageMillis());
    figures.put("plan_1000_slides_speedup", null);
    JsonLine.print(figures);
  }

  private static ApiFigures measure(String name, Path checkout) throws Exception {
    System.out.printf("Measuring the build of %s ...%n", checkout);
    ApiFigures figures = ApiFigures.of(checkout.toAbsolutePath());
    System.out.printf(
        "%s: a cohort of 10,000 rows %.2f s; 100 followers %.1f queries/s; a 304 %d queries;"
            + " a page of slides %.1f ms%n",
        name,
        figures.csvSeconds(),
        figures.followersQueriesPerSecond(),
        figures.notModifiedQueries(),
        figures.pageMillis());
    return figures;
  }
}
