// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.contextile.bench.JsonLine;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.springframework.util.FileSystemUtils;

/**
 * How long an extraction over 1,000 slides keeps two workers waiting, and how long it takes in all,
 * in this build or an older one. A build that plans every slide before it hands out the first lets
 * them wait for all of them.
 *
 * <p>The slides are rows of one file with its tissue, which no job has tiled as the extraction asks
 * for; the model is small and the slides have few tiles, so that planning weighs.
 */
public final class PlanBench {
  static final int SLIDES = 1000;

  private static final int SIDE_PX = 1024;
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String MODEL =
      "{\"name\":\"m\",\"architecture\":\"resnet-small\",\"width\":16,\"featureDim\":16,"
          + "\"inputSizePx\":32,\"seed\":1}";
  private static final String TILING =
      "\"tiling\":{\"tileSizePx\":256,\"mpp\":0.5,\"minTissue\":0.2}";

  private PlanBench() {}

  /**
   * One extraction.
   *
   * @param plannedSeconds from the submission until both workers hold a slide
   * @param endedSeconds from the submission until the job has succeeded
   */
  public record Planned(double plannedSeconds, double endedSeconds) {}

  /**
   * @param args a built checkout, or several to be measured in turn; the working directory where
   *     there is none
   */
  public static void main(String[] args) throws Exception {
    for (String checkout : args.length == 0 ? new String[] {""} : args) {
      Planned planned = measure(Path.of(checkout).toAbsolutePath());
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("bench", "plan");
      figures.put("checkout", checkout);
      figures.put("slides", SLIDES);
      figures.put("planned_s", planned.plannedSeconds());
      figures.put("ended_s", planned.endedSeconds());
      JsonLine.print(figures);
    }
  }

  /** Seconds from the submission until both workers hold a slide. */
  public static double seconds(Path checkout) throws Exception {
    return measure(checkout).plannedSeconds();
  }

  /**
   * Measures one build.
   *
   * @param checkout whose services have been built
   */
  public static Planned measure(Path checkout) throws Exception {
    Path home = Files.createTempDirectory("contextile-plan-");
    Planned planned = measure(checkout, home);
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    return planned;
  }

  private static Planned measure(Path checkout, Path home) throws Exception {
    try (BuiltServices services = BuiltServices.start(checkout, home)) {
      Path file =
          SyntheticSlides.writeCohort(home.resolve("cohort"), 2, SIDE_PX, 0.5, 1).getFirst().file();
      UUID ingest = services.upload("/v1/slides", file);
      services.await(
          PATIENCE, () -> "SUCCEEDED".equals(services.text("/v1/jobs/" + ingest, "state")));
      UUID model = services.post("/v1/models", MODEL);
      List<UUID> slides = services.copies(SLIDES);
      String ids =
          slides.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));

      long start = System.nanoTime();
      UUID job =
          services.post(
              "/v1/jobs/feature-extraction",
              "{%s,\"slideIds\":%s,%s}".formatted(services.naming(model), ids, TILING));
      services.await(PATIENCE, () -> services.workersOfChildren(job) == 2);
      double planned = secondsSince(start);
      services.await(PATIENCE, () -> "SUCCEEDED".equals(services.text("/v1/jobs/" + job, "state")));
      return new Planned(planned, secondsSince(start));
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
