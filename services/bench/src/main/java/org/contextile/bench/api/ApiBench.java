// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.contextile.bench.JsonLine;

/** What requests cost this build, beside a build from before. */
public final class ApiBench {
  private ApiBench() {}

  /**
   * @param arguments a built checkout from before, and one of now
   */
  public static void main(String[] arguments) throws Exception {
    Path builtBefore = Path.of(arguments[0]).toAbsolutePath();
    Path builtNow = Path.of(arguments[1]).toAbsolutePath();
    ApiFigures before = measure("before", builtBefore);
    ApiFigures now = measure("now", builtNow);
    double planBefore = plan("before", builtBefore);
    double planNow = plan("now", builtNow);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "api");
    figures.put("cohort_csv_10k_s", now.csvSeconds());
    figures.put("cohort_csv_speedup", before.csvSeconds() / now.csvSeconds());
    figures.put("followers_100_queries_per_s", now.followersQueriesPerSecond());
    figures.put("job_304_queries", now.notModifiedQueries());
    figures.put("slides_10k_page_ms", now.pageMillis());
    figures.put("plan_1000_slides_speedup", planBefore / planNow);
    JsonLine.print(figures);
  }

  private static ApiFigures measure(String name, Path checkout) throws Exception {
    System.out.printf("Measuring the build of %s ...%n", checkout);
    ApiFigures figures = ApiFigures.of(checkout);
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

  private static double plan(String name, Path checkout) throws Exception {
    double seconds = PlanBench.seconds(checkout);
    System.out.printf("%s: %d slides planned %.1f s%n", name, PlanBench.SLIDES, seconds);
    return seconds;
  }
}
