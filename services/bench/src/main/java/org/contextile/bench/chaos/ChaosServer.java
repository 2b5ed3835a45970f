// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL with durable commits that can be crashed and started again on the same directory and
 * port. Only one calamity may befall it at a time.
 */
final class ChaosServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String USER = "postgres";

  private final List<String> command;
  private final Path directory;
  private final Path log;
  private final int port;
  private Process postmaster;

  private ChaosServer(List<String> command, Path directory, Path log, int port)
      throws IOException, InterruptedException {
    this.command = command;
    this.directory = directory;
    this.log = log;
    this.port = port;
    this.postmaster = launch();
  }

  /** Makes the cluster in an empty directory, and starts it. */
  static ChaosServer start(Path directory, Path log) throws IOException, InterruptedException {
    int port;
    String program;
    // Unpacks the programs and makes the cluster; the process itself is then started by us, since a
    // child whose end we see is needed to start the next on the same directory.
    try (EmbeddedPostgres first =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(PATIENCE)
            .start()) {
      port = first.getPort();
      program = program(directory);
    }
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      // PostgreSQL refuses to run as root: in a user namespace of its own nobody is.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(program, "-D", directory.toString(), "-p", Integer.toString(port)));
    setting(command, "fsync", "on");
    setting(command, "synchronous_commit", "on");
    setting(command, "full_page_writes", "on");
    setting(command, "listen_addresses", "127.0.0.1");
    setting(command, "unix_socket_directories", "");
    setting(command, "max_connections", "100");
    setting(command, "shared_buffers", "64MB");
    return new ChaosServer(command, directory, log, port);
  }

  private static void setting(List<String> command, String name, String value) {
    command.addAll(List.of("-c", name + "=" + value));
  }

  private static String program(Path directory) throws IOException {
    String pid = Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid))
        .flatMap(it -> it.info().command())
        .orElseThrow(() -> new IOException("The server has no process " + pid));
  }

  int port() {
    return port;
  }

  String url() {
    return url(port);
  }

  /** The URL through another port. */
  static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
  }

  static String user() {
    return USER;
  }

  /** Ends every process of the server at once, and waits for their end. */
  void crash() throws IOException, InterruptedException {
    List<ProcessHandle> all = freeze();
    Signal.KILL.send(all.stream());
    postmaster.waitFor();
    for (ProcessHandle process : all) {
      while (runs(process)) {
        Thread.sleep(10);
      }
    }
    Files.deleteIfExists(directory.resolve("postmaster.pid"));
  }

  /** Starts the server after a crash, and waits until it answers. */
  void restart() throws IOException, InterruptedException {
    postmaster = launch();
  }

  /** Pauses every process of the server: the postmaster first, so that no more are made. */
  List<ProcessHandle> freeze() throws IOException, InterruptedException {
    Signal.STOP.send(postmaster.toHandle());
    List<ProcessHandle> backends = postmaster.descendants().toList();
    Signal.STOP.send(backends.stream());
    return Stream.concat(Stream.of(postmaster.toHandle()), backends.stream()).toList();
  }

  void thaw(List<ProcessHandle> frozen) throws IOException, InterruptedException {
    Signal.CONT.send(frozen.stream());
  }

  /** Whether it runs, and is not merely waiting for somebody to ask how it ended. */
  private static boolean runs(ProcessHandle process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "stat");
    if (!process.isAlive() || !Files.exists(status)) {
      return process.isAlive() && !Files.exists(Path.of("/proc/self/stat"));
    }
    try {
      String text = Files.readString(status);
      return text.charAt(text.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
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
        throw new IOException("PostgreSQL does not start: see " + log);
      }
      Thread.sleep(50);
    }
    return process;
  }

  private boolean answers() {
    try (Connection connection =
        DriverManager.getConnection(url() + "?connectTimeout=2&socketTimeout=2", USER, USER)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    postmaster.destroy();
    try {
      if (!postmaster.waitFor(5, TimeUnit.SECONDS)) {
        crash();
      }
    } catch (IOException | InterruptedException e) {
      postmaster.destroyForcibly();
    }
  }
}
