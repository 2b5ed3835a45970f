// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * The gateway, the ingest and two workers of features of a built checkout, of this version or an
 * older one, on a PostgreSQL of their own.
 */
final class BuiltServices implements AutoCloseable {
  private static final String USER = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final String BOUNDARY = "a-part-of-the-form";
  private static final JsonMapper JSON = new JsonMapper();

  private static final String COPY =
      """
      INSERT INTO slide SELECT (jsonb_populate_record(slide,
          jsonb_build_object('id', uuidv7()::text, 'name', 'copy-' || number))).*
      FROM slide CROSS JOIN generate_series(1, :count) AS number
      RETURNING id
      """;

  private static final String WORKERS =
      """
      SELECT count(DISTINCT worker) FROM (
        SELECT worker FROM job_lease JOIN job ON job.id = job_lease.job_id WHERE parent_id = :job
        UNION ALL
        SELECT worker FROM job_attempt JOIN job ON job.id = job_attempt.job_id WHERE parent_id = :job) AS held
      """;

  private final Path checkout;
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final JdbcClient jdbc;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private URI gateway = URI.create("http://127.0.0.1");

  private BuiltServices(Path checkout, Path home, EmbeddedPostgres postgres) {
    this.checkout = checkout;
    this.home = home;
    this.postgres = postgres;
    this.jdbc = JdbcClient.create(postgres.getPostgresDatabase());
  }

  /**
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltServices start(Path checkout, Path home) throws IOException, InterruptedException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.resolve("postgres"))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setPGStartupWait(Duration.ofMinutes(1))
            .start();
    BuiltServices services = new BuiltServices(checkout, home, postgres);
    try {
      services.startAll();
      return services;
    } catch (IOException | InterruptedException | RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    environment.put("SPRING_DATASOURCE_URL", postgres.getJdbcUrl(USER, USER));
    environment.put("SPRING_DATASOURCE_USERNAME", USER);
    environment.put("SPRING_DATASOURCE_PASSWORD", USER);
    environment.put("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "8");
    environment.put("CONTEXTILE_ARTIFACTS_DIRECTORY", home.resolve("artifacts").toString());
    environment.put("CONTEXTILE_SECURITY_OPEN", "true");
    migrate();
    URI ingest = launch("ingest", "org.contextile.ingest.IngestApplication");
    URI features = launch("features", "org.contextile.features.FeaturesApplication");
    URI second = launch("features", "org.contextile.features.FeaturesApplication");
    environment.put("CONTEXTILE_GATEWAY_SERVICES_INGEST", ingest.toString());
    environment.put("CONTEXTILE_GATEWAY_SERVICES_FEATURES", features.toString());
    environment.put("CONTEXTILE_GATEWAY_SERVICES_MIL", features.toString());
    gateway = launch("gateway", "org.contextile.gateway.GatewayApplication");
    for (URI address : List.of(ingest, features, second, gateway)) {
      await(START_TIMEOUT, () -> ready(address));
    }
  }

  private void migrate() throws IOException, InterruptedException {
    if (process("features", "org.contextile.db.Migrate", "migrate").waitFor() != 0) {
      throw new IOException("The database was not migrated; see " + home);
    }
  }

  private URI launch(String module, String mainClass) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("CONTEXTILE_WORKER_NAME", "worker-" + port);
    processes.add(process(module, mainClass, module + "-" + port));
    return URI.create("http://127.0.0.1:" + port);
  }

  private Process process(String module, String mainClass, String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2g",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            classPath(module),
            mainClass);
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(home.resolve(log + ".log").toFile())
        .start();
  }

  private String classPath(String module) throws IOException {
    Path built = checkout.resolve("services").resolve(module).resolve("target");
    List<String> entries = new ArrayList<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(built, "contextile-" + module + "-*.jar")) {
      jars.forEach(jar -> entries.add(jar.toString()));
    }
    entries.removeIf(jar -> jar.endsWith("-tests.jar"));
    entries.add(Files.readString(built.resolve("classpath")).strip());
    return String.join(File.pathSeparator, entries);
  }

  private boolean ready(URI address) throws InterruptedException {
    try {
      return send(HttpRequest.newBuilder(address.resolve("/actuator/health/readiness")))
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits, looking every few milliseconds. */
  void await(Duration atMost, Callable<Boolean> condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IOException("It did not come about within " + atMost + "; see the logs in " + home);
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
    return jdbc.sql(COPY).param("count", count).query(UUID.class).list();
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
    HttpResponse<String> answer = send(HttpRequest.newBuilder(gateway.resolve(path)));
    String text = JSON.readTree(answer.body()).path(field).asString("");
    if (text.equals("FAILED")) {
      throw new IOException("The job failed: " + answer.body());
    }
    return text;
  }

  private UUID id(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("Refused: " + answer.body());
    }
    return UUID.fromString(JSON.readTree(answer.body()).path("id").asString());
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    http.close();
    postgres.close();
  }
}
