// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
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
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The processes of a built checkout, of this version or an older one, on a PostgreSQL of their own
 * that loses no commit.
 */
final class BuiltProcesses implements AutoCloseable {
  private static final String USER = "postgres";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private final Path checkout;
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private BuiltProcesses(Path checkout, Path home, EmbeddedPostgres postgres) {
    this.checkout = checkout;
    this.home = home;
    this.postgres = postgres;
    databasePort(postgres.getPort());
    set("SPRING_DATASOURCE_USERNAME", USER);
    set("SPRING_DATASOURCE_PASSWORD", USER);
    set("SERVER_ADDRESS", "127.0.0.1");
    set("CONTEXTILE_ARTIFACTS_DIRECTORY", home.resolve("artifacts").toString());
  }

  /**
   * Starts the database alone.
   *
   * @param checkout where {@code make build} has been
   * @param home for the database, the artifacts and the logs
   */
  static BuiltProcesses on(Path checkout, Path home) throws IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(home.resolve("postgres"))
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setPGStartupWait(Duration.ofMinutes(1))
            .start();
    return new BuiltProcesses(checkout, home, postgres);
  }

  /** Where the database listens. */
  int databasePort() {
    return postgres.getPort();
  }

  /** Whoever is launched from now on looks for the database at this port of the loopback. */
  void databasePort(int port) {
    set(
        "SPRING_DATASOURCE_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable");
  }

  /** Sets a variable in the environment of whoever is launched from now on. */
  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /** Gives the database the build's schema, by the program of a module that has it. */
  void migrate(String module) throws IOException, InterruptedException {
    if (process(module, "org.contextile.db.Migrate", "migrate").waitFor() != 0) {
      throw new IOException("The database was not migrated; see " + home);
    }
  }

  /**
   * Launches a service and does not wait for it.
   *
   * @return where it will answer
   */
  URI launch(String module, String mainClass) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    set("SERVER_PORT", Integer.toString(port));
    set("CONTEXTILE_WORKER_NAME", "worker-" + port);
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

  void awaitReady(URI... services) throws IOException, InterruptedException {
    for (URI service : services) {
      await(START_TIMEOUT, () -> ready(service));
    }
  }

  private boolean ready(URI service) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(service.resolve("/actuator/health/readiness")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
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

  /** Of the database, past whatever line the services use. */
  JdbcClient jdbc() {
    return JdbcClient.create(postgres.getPostgresDatabase());
  }

  HttpClient http() {
    return http;
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
    postgres.close();
  }
}
