// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.contextile.bench.JsonLine;
import org.contextile.library.wsi.synthetic.LaidSlide;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.springframework.util.FileSystemUtils;

/** What a slide without coarse levels costs this build, beside a build from before. */
public final class IngestBench {
  private static final int SIDE_PX = 10_000;
  private static final int TRIES = 3;

  private IngestBench() {}

  /**
   * @param ingestSeconds from the answer to the end of the job
   * @param tileMillis of the first coarse DeepZoom tile after that
   */
  private record Figures(double ingestSeconds, double tileMillis) {}

  /**
   * @param arguments a built checkout from before, and one of now
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("contextile-flat-");
    SyntheticSlideSpec spec = new SyntheticSlideSpec(1, 2048, 0.5, SectionClass.TUMOUR);
    Path small = LaidSlide.write(spec, 2048, new int[] {1}, folder.resolve("small.tif"));
    Path flat = LaidSlide.write(spec, SIDE_PX, new int[] {1}, folder.resolve("flat.tif"));
    Figures before = measure("before", Path.of(arguments[0]).toAbsolutePath(), small, flat);
    Figures now = measure("now", Path.of(arguments[1]).toAbsolutePath(), small, flat);
    FileSystemUtils.deleteRecursively(folder);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("bench", "ingest");
    line.put("slide_px", SIDE_PX);
    line.put("ingest_before_s", before.ingestSeconds());
    line.put("ingest_s", now.ingestSeconds());
    line.put("ingest_speedup", before.ingestSeconds() / now.ingestSeconds());
    line.put("first_coarse_tile_before_ms", before.tileMillis());
    line.put("first_coarse_tile_ms", now.tileMillis());
    JsonLine.print(line);
  }

  /** Once on a small slide, which warms up; then the fastest counts. */
  private static Figures measure(String name, Path checkout, Path small, Path flat)
      throws Exception {
    Path home = Files.createTempDirectory("contextile-ingest-");
    double ingest = Double.POSITIVE_INFINITY;
    double tile = Double.POSITIVE_INFINITY;
    try (BuiltIngest built = BuiltIngest.start(checkout, home);
        HttpClient http = HttpClient.newHttpClient()) {
      var _ = built.ingest(small);
      for (int i = 0; i < TRIES; i++) {
        var ingested = built.ingest(flat);
        ingest = Math.min(ingest, ingested.seconds());
        tile = Math.min(tile, tileMillis(http, built, ingested));
        System.out.printf(
            "%s: %.2f s to take the slide in, %.0f ms for a coarse tile%n", name, ingest, tile);
      }
    }
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    return new Figures(ingest, tile);
  }

  /** Until it is there, however often the service asks to come again. */
  private static double tileMillis(HttpClient http, BuiltIngest built, BuiltIngest.Ingested slide)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(built.deepZoom(slide.slide()).resolve("8/0_0.jpeg")).build();
    long start = System.nanoTime();
    while (true) {
      int status = http.send(request, BodyHandlers.ofByteArray()).statusCode();
      if (status == 200) {
        return (System.nanoTime() - start) / 1e6;
      }
      if (status != 503) {
        throw new IOException("No tile: " + status);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
