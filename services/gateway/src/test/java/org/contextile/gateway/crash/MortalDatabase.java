// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.crash;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL with durable commits that is killed, and started again on its files and port. */
final class MortalDatabase {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String USER = "postgres";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "max_connections", "100");

  private final List<String> command = new ArrayList<>();
  private final Path log;
  private final String url;
  private Process postmaster;

  /**
   * Makes the cluster, and starts it.
   *
   * @param directory an empty one
   */
  MortalDatabase(Path directory, Path log) throws IOException, InterruptedException {
    this.log = log;
    int port;
    String program;
    // It unpacks the programs and makes the cluster. The server itself is to be a child of ours:
    // of no other process do we see the end.
    try (EmbeddedPostgres maker =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .start()) {
      port = maker.getPort();
      String pid = Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip();
      program = ProcessHandle.of(Long.parseLong(pid)).orElseThrow().info().command().orElseThrow();
    }
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL does not run as root; in a user namespace of its own nobody is.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program, "-D", directory.toString(), "-p", Integer.toString(port)));
    SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    url = "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    postmaster = launch();
  }

  String url() {
    return url;
  }

  static String user() {
    return USER;
  }

  /** Ends it as a loss of power would: nothing is written that was not yet. */
  void kill() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", "QUIT", Long.toString(postmaster.pid())).start().waitFor();
    postmaster.waitFor();
  }

  /** Starts it after its end, and waits until it answers. */
  void startAgain() throws IOException, InterruptedException {
    postmaster = launch();
  }

  private Process launch() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("PostgreSQL does not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
    return process;
  }

  private boolean answers() {
    try (Connection connection =
        DriverManager.getConnection(url + "?connectTimeout=2&socketTimeout=2", USER, USER)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }
}
