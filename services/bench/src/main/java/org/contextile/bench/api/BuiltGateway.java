// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Gateway and ingest of a built checkout, of this version or an older one, on a PostgreSQL of their
 * own; the gateway's statements are counted.
 */
final class BuiltGateway implements AutoCloseable {
  static final String WORKSPACE = "bench";

  private static final String KEY = "a-key-of-the-benchmark";
  private static final String USER = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  private final Path checkout;
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final QueryLine line;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private URI gateway = URI.create("http://127.0.0.1");

  private BuiltGateway(Path checkout, Path home, EmbeddedPostgres postgres, QueryLine line) {
    this.checkout = checkout;
    this.home = home;
    this.postgres = postgres;
    this.line = line;
  }

  /**
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltGateway start(Path checkout, Path home) throws IOException, InterruptedException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.resolve("postgres"))
            .setPGStartupWait(Duration.ofMinutes(1))
            .start();
    BuiltGateway built =
        new BuiltGateway(checkout, home, postgres, QueryLine.to(postgres.getPort()));
    try {
      built.startAll();
      return built;
    } catch (IOException | InterruptedException | RuntimeException e) {
      built.close();
      throw e;
    }
  }

  private void startAll() throws IOException, InterruptedException {
    environment.put("SPRING_DATASOURCE_URL", address(postgres.getPort()));
    environment.put("SPRING_DATASOURCE_USERNAME", USER);
    environment.put("SPRING_DATASOURCE_PASSWORD", USER);
    environment.put("CONTEXTILE_ARTIFACTS_DIRECTORY", home.resolve("artifacts").toString());
    environment.put("CONTEXTILE_SECURITY_KEYS", WORKSPACE + ":" + KEY);
    if (process("ingest", "org.contextile.db.Migrate", "migrate").waitFor() != 0) {
      throw new IOException("The database was not migrated; see " + home);
    }
    URI ingest = launch("ingest", "org.contextile.ingest.IngestApplication");
    environment.put("CONTEXTILE_GATEWAY_SERVICES_INGEST", ingest.toString());
    environment.put("SPRING_DATASOURCE_URL", address(line.port()));
    gateway = launch("gateway", "org.contextile.gateway.GatewayApplication");
    awaitReady(ingest);
    awaitReady(gateway);
  }

  private static String address(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable";
  }

  private URI launch(String module, String mainClass) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    environment.put("SERVER_PORT", Integer.toString(port));
    processes.add(process(module, mainClass, module));
    return URI.create("http://127.0.0.1:" + port);
  }

  private Process process(String module, String mainClass, String log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
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

  private void awaitReady(URI address) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      if (ready(address)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("A service does not get ready; see the logs in " + home);
  }

  private boolean ready(URI address) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address.resolve("/actuator/health/readiness")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Past the line: what is asked here is not counted. */
  JdbcClient jdbc() {
    return JdbcClient.create(postgres.getPostgresDatabase());
  }

  /** How many statements the gateway has sent. */
  long queries() {
    return line.queries();
  }

  HttpClient http() {
    return http;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + KEY);
  }

  /** An answer that is no refusal. */
  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new IOException("Refused: " + answer.body());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroyForcibly);
    http.shutdownNow();
    line.close();
    postgres.close();
  }
}
