// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One service in a JVM of its own, on a port of the loopback address. */
public final class ServiceProcess implements AutoCloseable {

  /** A service that starts prints; on a busy machine it may be long before it serves. */
  private static final Duration SILENCE_AT_START = Duration.ofSeconds(90);

  private static final int LOG_LINES = 40;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);

  private final Service service;
  private final int port;
  private final Path log;
  private final Process process;

  private ServiceProcess(Service service, int port, Path log, Process process) {
    this.service = service;
    this.port = port;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts the service; {@link #awaitReady} says when it serves.
   *
   * @param port where it listens
   * @param environment what the service reads, beside this process's environment
   * @param work its working directory, in which it also has its temporary files
   * @param log gets what the service prints
   */
  static ServiceProcess start(
      Service service, int port, Map<String, String> environment, Path work, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Djava.awt.headless=true");
    command.add("-Djava.io.tmpdir=" + work);
    command.add("-cp");
    command.add(service.classPath());
    command.add(service.mainClass());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder
        .directory(work.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServiceProcess(service, port, log, builder.start());
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  Service service() {
    return service;
  }

  /** Ends the process at once, as a crash would: it gets no chance to hand anything back. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Freezes the process; what its server was asked by then is answered on return. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
    TimeUnit.MILLISECONDS.sleep(100);
  }

  /** Lets a frozen process go on. */
  void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    new ProcessBuilder("kill", "-s", name, pid).inheritIO().start().waitFor();
  }

  /**
   * Waits until the service's readiness probe agrees, as long as the service prints something now
   * and then.
   */
  ServiceProcess awaitReady() throws IOException, InterruptedException {
    HttpRequest probe =
        HttpRequest.newBuilder(address().resolve("/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long heard = System.nanoTime();
    long printed = 0;
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() - heard < SILENCE_AT_START.toNanos() && process.isAlive()) {
        long size = Files.size(log);
        if (size != printed) {
          printed = size;
          heard = System.nanoTime();
        }
        try {
          if (client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return this;
          }
        } catch (IOException notYet) {
          // It does not listen yet.
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    throw new IOException("The service " + service + " did not start; " + log + " ends:\n" + end());
  }

  private String end() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  /** Asks the process to end; {@link #close} waits for it. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    terminate();
    try {
      if (!process.waitFor(STOP_TIMEOUT)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
