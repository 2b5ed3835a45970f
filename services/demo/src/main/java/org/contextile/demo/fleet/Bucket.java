// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A bucket of S3 in a process of its own, which can go away and come back. */
public final class Bucket implements AutoCloseable {
  private static final String NAME = "contextile";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private final Path directory;
  private final Path log;
  private final int port;
  private Process process;

  private Bucket(Path directory, Path log, int port, Process process) {
    this.directory = directory;
    this.log = log;
    this.port = port;
    this.process = process;
  }

  static Bucket open(Path directory, Path log) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int port = ServiceProcess.freePort();
    Bucket bucket = new Bucket(directory, log, port, start(directory, log, port));
    bucket.awaitReady();
    return bucket;
  }

  /** What services read to find it. */
  Map<String, String> environment() {
    return Map.of(
        "CONTEXTILE_ARTIFACTS_BUCKET",
        NAME,
        "AWS_ENDPOINT_URL_S3",
        "http://127.0.0.1:" + port,
        "CONTEXTILE_S3_PATHSTYLE",
        "true",
        "AWS_ACCESS_KEY_ID",
        BucketServer.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY",
        BucketServer.SECRET_KEY);
  }

  /** Ends the server as a crash would; what it has stored stays. */
  public void goAway() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts the server again at the same address. */
  public void comeBack() throws IOException, InterruptedException {
    process = start(directory, log, port);
    awaitReady();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static Process start(Path directory, Path log, int port) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BucketServer.class.getName(),
                directory.toString(),
                NAME,
                Integer.toString(port)))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IOException("The bucket's server did not start; see " + log);
  }
}
