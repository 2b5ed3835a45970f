// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
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
 * for; the model is small and the slides have few tiles, so that planning weighs. A short
 * extraction goes before, so that no start of a JVM is measured.
 */
public final class PlanBench {
  static final int SLIDES = 1000;

  private static final int SIDE_PX = 1024;
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String MODEL =
      "{\"name\":\"m\",\"architecture\":\"resnet-small\",\"width\":16,\"featureDim\":16,"
          + "\"inputSizePx\":32,\"seed\":1}";
  private static final int TILE_PX = 256;
  private static final int WARM_UP_SLIDES = 50;
  private static final int WARM_UP_TILE_PX = 512;

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

  /** Seconds from the submission until both workers hold a slide; the rest is not waited for. */
  public static double seconds(Path checkout) throws Exception {
    return measure(checkout, Extraction::plannedSeconds);
  }

  /**
   * Measures one build.
   *
   * @param checkout whose services have been built
   */
  public static Planned measure(Path checkout) throws Exception {
    return measure(checkout, it -> new Planned(it.plannedSeconds(), it.endedSeconds()));
  }

  /** What is measured of an extraction that has just been submitted. */
  private interface Measurement<T> {
    T of(Extraction extraction) throws Exception;
  }

  private static <T> T measure(Path checkout, Measurement<T> measurement) throws Exception {
    Path home = Files.createTempDirectory("contextile-plan-");
    T measured;
    try (BuiltServices services = BuiltServices.start(checkout, home)) {
      UUID model = services.post("/v1/models", MODEL);
      List<UUID> slides = slides(services, home);
      Extraction.submit(services, model, slides.subList(0, WARM_UP_SLIDES), WARM_UP_TILE_PX)
          .endedSeconds();
      measured = measurement.of(Extraction.submit(services, model, slides, TILE_PX));
    }
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    return measured;
  }

  private static List<UUID> slides(BuiltServices services, Path home) throws Exception {
    Path file =
        SyntheticSlides.writeCohort(home.resolve("cohort"), 2, SIDE_PX, 0.5, 1).getFirst().file();
    UUID ingest = services.upload("/v1/slides", file);
    services.await(
        PATIENCE, () -> "SUCCEEDED".equals(services.text("/v1/jobs/" + ingest, "state")));
    return services.copies(SLIDES);
  }

  private record Extraction(BuiltServices services, UUID job, long start) {
    static Extraction submit(BuiltServices services, UUID model, List<UUID> slides, int tilePx)
        throws IOException, InterruptedException {
      String ids =
          slides.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",", "[", "]"));
      String body =
          "{%s,\"slideIds\":%s,\"tiling\":{\"tileSizePx\":%d,\"mpp\":0.5,\"minTissue\":0.2}}"
              .formatted(services.naming(model), ids, tilePx);
      long start = System.nanoTime();
      return new Extraction(services, services.post("/v1/jobs/feature-extraction", body), start);
    }

    double plannedSeconds() throws IOException, InterruptedException {
      services.await(PATIENCE, () -> services.workersOfChildren(job) == 2);
      return secondsSince(start);
    }

    double endedSeconds() throws IOException, InterruptedException {
      services.await(PATIENCE, () -> "SUCCEEDED".equals(services.text("/v1/jobs/" + job, "state")));
      return secondsSince(start);
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
