// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * What requests cost a build.
 *
 * @param csvSeconds to make a cohort of 10,000 rows that name their slides
 * @param followersQueriesPerSecond what 100 followers of 100 jobs in which nothing happens add to
 *     the queries of a gateway alone
 * @param notModifiedQueries of a {@code 304} about a job
 * @param pageMillis the median of a page of the slides of a name among 10,000
 */
record ApiFigures(
    double csvSeconds,
    double followersQueriesPerSecond,
    long notModifiedQueries,
    double pageMillis) {
  static final int SLIDES = 10_000;
  static final int FOLLOWERS = 100;

  private static final int SECONDS = 15;
  private static final int TRIES = 5;
  private static final int PAGES = 101;
  private static final JsonMapper JSON = new JsonMapper();

  /** Measures a checkout whose services have been built. */
  static ApiFigures of(Path checkout) throws Exception {
    Path home = Files.createTempDirectory("contextile-api-");
    ApiFigures figures;
    try (BuiltGateway built = BuiltGateway.start(checkout, home)) {
      List<UUID> slides = slides(built);
      figures =
          new ApiFigures(
              csv(built), followers(built, slides), notModified(built, slides), page(built));
    }
    // Not after a failure, which the services' logs explain.
    FileSystemUtils.deleteRecursively(home);
    return figures;
  }

  private static List<UUID> slides(BuiltGateway built) {
    String digest = "a".repeat(64);
    built
        .jdbc()
        .sql(
            "INSERT INTO artifact (digest, size_bytes, media_type) VALUES (:digest, 1,"
                + " 'image/tiff')")
        .param("digest", digest)
        .update();
    return built
        .jdbc()
        .sql(
            """
            INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                               mpp_source, openslide_version)
            SELECT :workspace, 'slide-' || i || '.svs', :digest, 'aperio', 2220, 2967, '[]', 0.499, 0.499,
                   'OPENSLIDE', '4.0.1'
            FROM generate_series(1, :slides) AS i RETURNING id
            """)
        .param("workspace", BuiltGateway.WORKSPACE)
        .param("digest", digest)
        .param("slides", SLIDES)
        .query(UUID.class)
        .list();
  }

  /** The first try warms up, of the others the fastest counts. */
  private static double csv(BuiltGateway built) throws IOException, InterruptedException {
    String csv =
        IntStream.rangeClosed(1, SLIDES)
            .mapToObj(i -> "slide-%d.svs,p%d,%s".formatted(i, i / 2, i % 3 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "slide,patient,label\n", "\n"));
    double best = Double.POSITIVE_INFINITY;
    for (int attempt = 0; attempt < 3; attempt++) {
      long start = System.nanoTime();
      built.send(
          built
              .request("/v1/cohorts?name=cohort-" + attempt)
              .header("Content-Type", "text/csv")
              .POST(BodyPublishers.ofString(csv)));
      best = attempt == 0 ? best : Math.min(best, seconds(start));
    }
    return best;
  }

  private static double followers(BuiltGateway built, List<UUID> slides) throws Exception {
    double alone = queriesPerSecond(built);
    String model = model(built);
    List<Stream<String>> open = new ArrayList<>();
    for (int i = 0; i < FOLLOWERS; i++) {
      UUID job = submit(built, model, slides.get(i));
      HttpRequest request =
          built
              .request("/v1/jobs/" + job + "/events")
              .header("Accept", "text/event-stream")
              .build();
      HttpResponse<Stream<String>> answer =
          built.http().send(request, HttpResponse.BodyHandlers.ofLines());
      if (answer.statusCode() != 200) {
        throw new IOException("A job cannot be followed: " + answer.statusCode());
      }
      open.add(answer.body());
    }
    TimeUnit.SECONDS.sleep(2);
    double rate = queriesPerSecond(built) - alone;
    open.forEach(Stream::close);
    return rate;
  }

  /** Over three rounds of the queue's sweeper, which no follower asks for. */
  private static double queriesPerSecond(BuiltGateway built) throws InterruptedException {
    long before = built.queries();
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(SECONDS);
    return (built.queries() - before) / seconds(start);
  }

  /** The gateway has queries of its own now and then, so that the fewest count. */
  private static long notModified(BuiltGateway built, List<UUID> slides) throws Exception {
    UUID job = submit(built, model(built), slides.getLast());
    String tag =
        built.send(built.request("/v1/jobs/" + job)).headers().firstValue("ETag").orElseThrow();
    // Streams that were left are noticed when they have something to send.
    TimeUnit.SECONDS.sleep(20);
    long fewest = Long.MAX_VALUE;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      long before = built.queries();
      HttpResponse<String> answer =
          built.send(built.request("/v1/jobs/" + job).header("If-None-Match", tag));
      if (answer.statusCode() != 304) {
        throw new IOException("Not a 304: " + answer.statusCode());
      }
      fewest = Math.min(fewest, built.queries() - before);
    }
    return fewest;
  }

  private static double page(BuiltGateway built) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 1; i <= PAGES; i++) {
      long start = System.nanoTime();
      built.send(built.request("/v1/slides?pageSize=50&name=slide-" + i * 97 + ".svs"));
      millis.add(seconds(start) * 1000);
    }
    return millis.stream().sorted().toList().get(PAGES / 2);
  }

  private static String model(BuiltGateway built) {
    return built
        .jdbc()
        .sql(
            """
            INSERT INTO model (workspace, name, origin, architecture, artifact_digest, feature_dim, input_size_px,
                               pixel_input, mean, std, parameters)
            SELECT :workspace, 'm-' || gen_random_uuid(), 'IMPORTED', 'torchscript', digest, 96, 112, 'FLOAT_NCHW',
                   '{0,0,0}', '{1,1,1}', 7
            FROM artifact LIMIT 1 RETURNING id
            """)
        .param("workspace", BuiltGateway.WORKSPACE)
        .query(UUID.class)
        .single()
        .toString();
  }

  /** Older builds take one model, and this one refuses what it does not know. */
  private static UUID submit(BuiltGateway built, String model, UUID slide)
      throws IOException, InterruptedException {
    try {
      return submit(built, "\"modelIds\":[\"%s\"]".formatted(model), slide.toString());
    } catch (IOException refused) {
      return submit(built, "\"modelId\":\"%s\"".formatted(model), slide.toString());
    }
  }

  private static UUID submit(BuiltGateway built, String model, String slide)
      throws IOException, InterruptedException {
    String body = "{%s,\"slideIds\":[\"%s\"]}".formatted(model, slide);
    HttpResponse<String> answer =
        built.send(
            built
                .request("/v1/jobs/feature-extraction")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    return UUID.fromString(JSON.readTree(answer.body()).path("id").asString());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
