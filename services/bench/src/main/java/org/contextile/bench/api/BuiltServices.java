// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The gateway, the ingest and two workers of features of a build. */
final class BuiltServices implements AutoCloseable {
  private static final String BOUNDARY = "a-part-of-the-form";
  private static final JsonMapper JSON = new JsonMapper();

  /** Generated ones come by themselves. */
  private static final String COLUMNS =
      """
      SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = 'slide' AND is_generated = 'NEVER'
      """;

  private static final String WORKERS =
      """
      SELECT count(DISTINCT worker) FROM (
        SELECT worker FROM job_lease JOIN job ON job.id = job_lease.job_id WHERE parent_id = :job
        UNION ALL
        SELECT worker FROM job_attempt JOIN job ON job.id = job_attempt.job_id WHERE parent_id = :job) AS held
      """;

  private final BuiltProcesses processes;
  private final JdbcClient jdbc;
  private URI gateway = URI.create("http://127.0.0.1");

  private BuiltServices(BuiltProcesses processes) {
    this.processes = processes;
    this.jdbc = processes.jdbc();
  }

  /**
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltServices start(Path checkout, Path home) throws IOException, InterruptedException {
    BuiltServices services = new BuiltServices(BuiltProcesses.on(checkout, home));
    try {
      services.startAll();
      return services;
    } catch (IOException | InterruptedException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    processes.set("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "8");
    processes.set("CONTEXTILE_SECURITY_OPEN", "true");
    processes.migrate("features");
    URI ingest = processes.launch("ingest", "org.contextile.ingest.IngestApplication");
    URI features = processes.launch("features", "org.contextile.features.FeaturesApplication");
    URI second = processes.launch("features", "org.contextile.features.FeaturesApplication");
    processes.set("CONTEXTILE_GATEWAY_SERVICES_INGEST", ingest.toString());
    processes.set("CONTEXTILE_GATEWAY_SERVICES_FEATURES", features.toString());
    processes.set("CONTEXTILE_GATEWAY_SERVICES_MIL", features.toString());
    gateway = processes.launch("gateway", "org.contextile.gateway.GatewayApplication");
    processes.awaitReady(ingest, features, second, gateway);
  }

  /** Waits, looking every few milliseconds. */
  void await(Duration atMost, Callable<Boolean> condition)
      throws IOException, InterruptedException {
    processes.await(atMost, condition);
  }

  /** How a request of the build names a model: the older ones take but one. */
  String naming(UUID model) {
    boolean several =
        jdbc.sql(
                """
                SELECT EXISTS (SELECT 1 FROM information_schema.columns
                               WHERE table_name = 'feature_set' AND column_name = 'reader_version')
                """)
            .query(Boolean.class)
            .single();
    return several
        ? "\"modelIds\":[\"%s\"]".formatted(model)
        : "\"modelId\":\"%s\"".formatted(model);
  }

  /** Rows like those of the slides that are there, each with an id and a name of its own. */
  List<UUID> copies(int count) {
    String columns = jdbc.sql(COLUMNS).query(String.class).single();
    String copy =
        """
        INSERT INTO slide (%1$s)
        SELECT %1$s FROM (
          SELECT (jsonb_populate_record(slide,
              jsonb_build_object('id', uuidv7()::text, 'name', 'copy-' || number))).*
          FROM slide CROSS JOIN generate_series(1, :count) AS number) AS copy
        RETURNING id
        """
            .formatted(columns);
    return jdbc.sql(copy).param("count", count).query(UUID.class).list();
  }

  /** How many workers hold children of the job, or have held some. */
  int workersOfChildren(UUID job) {
    return jdbc.sql(WORKERS).param("job", job).query(Integer.class).single();
  }

  /** Posts JSON; the id in the answer. */
  UUID post(String path, String body) throws IOException, InterruptedException {
    return id(
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** Posts a file as a form; the id in the answer. */
  UUID upload(String path, Path file) throws IOException, InterruptedException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            .formatted(BOUNDARY, file.getFileName());
    form.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    form.writeBytes(Files.readAllBytes(file));
    form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return id(
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArray(form.toByteArray())));
  }

  /** A field of what is at the path. */
  String text(String path, String field) throws IOException, InterruptedException {
    HttpResponse<String> answer = processes.send(HttpRequest.newBuilder(gateway.resolve(path)));
    String text = JSON.readTree(answer.body()).path(field).asString("");
    if (text.equals("FAILED")) {
      throw new IOException("The job failed: " + answer.body());
    }
    return text;
  }

  private UUID id(HttpRequest.Builder request) throws IOException, InterruptedException {
    return UUID.fromString(JSON.readTree(processes.send(request).body()).path("id").asString());
  }

  @Override
  public void close() throws IOException {
    processes.close();
  }
}
