// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.crash;

import java.io.IOException;
import java.net.InetAddress;
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
import org.contextile.gateway.GatewayApplication;
import org.contextile.gateway.GatewayServer;

/** A gateway in a process of its own that is killed, and started again on its port. */
final class MortalGateway {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;

  MortalGateway(MortalDatabase database, Path directory) throws IOException, InterruptedException {
    this.port = freePort();
    this.log = directory.resolve("gateway.log");
    this.command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayApplication.class.getName(),
                "--server.port=" + port,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + MortalDatabase.user(),
                "--spring.datasource.hikari.connection-timeout=1000",
                "--contextile.artifacts.directory=" + directory.resolve("artifacts"),
                "--contextile.security.keys=" + GatewayServer.WORKSPACE + ":" + GatewayServer.KEY));
    process = launch();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it after its end. */
  void startAgain() throws IOException, InterruptedException {
    process = launch();
  }

  /** Waits until it answers from its database. */
  void awaitAnswer() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/jobs"))
            .header("Authorization", "Bearer " + GatewayServer.KEY)
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!answers(http, request)) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("The gateway does not answer: " + Files.readString(log));
        }
        Thread.sleep(50);
      }
    }
  }

  private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private Process launch() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    awaitAnswer();
    return process;
  }
}
