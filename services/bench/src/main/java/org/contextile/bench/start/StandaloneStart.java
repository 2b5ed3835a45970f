// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.start;

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
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** One way to start the standalone server, on a directory of its own. */
final class StandaloneStart implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** In which {@code /proc} counts processor time. */
  private static final double TICKS_PER_SECOND = 100;

  private final Path checkout;
  private final List<String> arguments;
  private final Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  private StandaloneStart(Path checkout, List<String> arguments, Path home) {
    this.checkout = checkout;
    this.arguments = arguments;
    this.home = home;
  }

  /**
   * @param processorSeconds of the server's process, user and system
   * @param seconds that went by
   */
  record Cost(double processorSeconds, double seconds) {}

  /**
   * @param checkout where {@code make build} has been
   * @param arguments of java before the main class
   */
  static StandaloneStart of(Path checkout, List<String> arguments) throws IOException {
    return new StandaloneStart(
        checkout, List.copyOf(arguments), Files.createTempDirectory("contextile-start-bench-"));
  }

  /** The class path of a built checkout, as arguments of java. */
  static List<String> classPath(Path checkout) throws IOException {
    Path built = checkout.resolve("services/standalone/target");
    List<String> entries = new ArrayList<>();
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(built, "contextile-standalone-*SNAPSHOT.jar")) {
      jars.forEach(jar -> entries.add(jar.toString()));
    }
    entries.add(Files.readString(built.resolve("classpath")).strip());
    return List.of("-cp", String.join(File.pathSeparator, entries));
  }

  /** Starts the server, and ends it when it is up. */
  Cost measure() throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx3g");
    command.add("@" + checkout.resolve(".ci/java-options"));
    command.addAll(arguments);
    command.add("org.contextile.standalone.StandaloneApplication");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CONTEXTILE_HOME", home.toString());
    builder.environment().put("CONTEXTILE_PORT", Integer.toString(port));
    Path log = home.resolveSibling(home.getFileName() + ".log");
    long begin = System.nanoTime();
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      await(process, URI.create("http://127.0.0.1:" + port + "/actuator/health"), log);
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Cost(processorSeconds(process.pid()), seconds);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private void await(Process process, URI health, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!up(health)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("The server does not start; see " + log);
      }
      Thread.sleep(50);
    }
  }

  private boolean up(URI health) throws InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** User and system time are the 14th and 15th field; the second is a name in parentheses. */
  private static double processorSeconds(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  @Override
  public void close() throws IOException {
    http.close();
    FileSystemUtils.deleteRecursively(home);
  }
}
