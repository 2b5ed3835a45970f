// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The ingest service of a build, alone with its database. */
final class BuiltIngest implements AutoCloseable {
  private static final String BOUNDARY = "a-part-of-the-form";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BuiltProcesses processes;
  private final JdbcClient jdbc;
  private URI address = URI.create("http://127.0.0.1");

  private BuiltIngest(BuiltProcesses processes) {
    this.processes = processes;
    this.jdbc = processes.jdbc();
  }

  /** A slide that was taken in, and how long its job ran. */
  record Ingested(UUID slide, double seconds) {}

  /**
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltIngest start(Path checkout, Path home) throws IOException, InterruptedException {
    BuiltIngest built = new BuiltIngest(BuiltProcesses.on(checkout, home));
    try {
      built.processes.set("CONTEXTILE_SECURITY_OPEN", "true");
      built.processes.migrate("ingest");
      built.address = built.processes.launch("ingest", "org.contextile.ingest.IngestApplication");
      built.processes.awaitReady(built.address);
      return built;
    } catch (IOException | InterruptedException | RuntimeException e) {
      built.close();
      throw e;
    }
  }

  /** Uploads a slide and waits for its job. */
  Ingested ingest(Path file) throws IOException, InterruptedException {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            .formatted(BOUNDARY, file.getFileName());
    String answer =
        processes
            .send(
                HttpRequest.newBuilder(address.resolve("/v1/slides"))
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .POST(
                        BodyPublishers.concat(
                            BodyPublishers.ofString(head),
                            BodyPublishers.ofFile(file),
                            BodyPublishers.ofString("\r\n--%s--\r\n".formatted(BOUNDARY)))))
            .body();
    long start = System.nanoTime();
    UUID job = UUID.fromString(JsonMapper.shared().readTree(answer).path("id").asString());
    processes.await(LONG, () -> !state(job).equals("QUEUED") && !state(job).equals("RUNNING"));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!state(job).equals("SUCCEEDED")) {
      throw new IOException("The slide was not taken in: " + state(job));
    }
    UUID slide =
        jdbc.sql("SELECT id FROM slide ORDER BY id DESC LIMIT 1").query(UUID.class).single();
    return new Ingested(slide, seconds);
  }

  /** Where a slide's DeepZoom tiles are, {@code LEVEL/COLUMN_ROW.jpeg}. */
  URI deepZoom(UUID slide) {
    return address.resolve("/v1/slides/" + slide + "/deepzoom_files/");
  }

  /** Where its own tiles are, likewise. */
  URI tiles(UUID slide) {
    return address.resolve("/v1/slides/" + slide + "/tiles/");
  }

  private String state(UUID job) {
    return jdbc.sql("SELECT state FROM job WHERE id = :id")
        .param("id", job)
        .query(String.class)
        .single();
  }

  @Override
  public void close() throws IOException {
    processes.close();
  }
}
