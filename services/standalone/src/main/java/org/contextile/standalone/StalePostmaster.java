// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server that a killed process left on a directory. Only the holder of the
 * directory's lock may stop it, and only once the kernel says that the process runs {@code
 * postgres} in that directory: the number in {@code postmaster.pid} may long be a stranger's.
 */
final class StalePostmaster {

  private static final Logger log = LoggerFactory.getLogger(StalePostmaster.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum Owner {
    THIS_DIRECTORY,
    STRANGER,
    UNKNOWN
  }

  private StalePostmaster() {}

  /**
   * Stops the server, or forgets a number that is no longer a server's.
   *
   * @param directory the data directory of PostgreSQL
   * @throws IOException if it cannot be known whose the process is, or the server does not stop
   */
  static void stop(Path directory) throws IOException {
    Path pidFile = directory.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> named = pid(pidFile).flatMap(ProcessHandle::of);
    if (named.isEmpty()) {
      // PostgreSQL sees that itself, and looks for backends that survived their postmaster.
      return;
    }
    ProcessHandle process = named.get();
    switch (owner(process, directory.toRealPath())) {
      case THIS_DIRECTORY -> end(process);
      case STRANGER -> {
        log.info("{} names process {}, which is not its server", pidFile, process.pid());
        // PostgreSQL would refuse to start beside any living process of that number.
        Files.deleteIfExists(pidFile);
      }
      case UNKNOWN ->
          throw new IOException(
              "%s names process %d, and it cannot be seen whether that is its server. If it is, stop it; if not, remove the file."
                  .formatted(pidFile, process.pid()));
    }
  }

  private static Optional<Long> pid(Path pidFile) throws IOException {
    String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    return first.matches("[1-9]\\d{0,17}") ? Optional.of(Long.valueOf(first)) : Optional.empty();
  }

  private static Owner owner(ProcessHandle process, Path directory) {
    if (isZombie(process)) {
      return Owner.STRANGER;
    }
    Optional<String> command = process.info().command();
    if (command.isEmpty()) {
      return process.isAlive() ? Owner.UNKNOWN : Owner.STRANGER;
    }
    if (!Path.of(command.get()).endsWith("postgres")) {
      return Owner.STRANGER;
    }
    try {
      // A postmaster works in its data directory.
      Path work = Files.readSymbolicLink(proc(process).resolve("cwd"));
      return work.equals(directory) ? Owner.THIS_DIRECTORY : Owner.STRANGER;
    } catch (IOException | UnsupportedOperationException e) {
      return process.isAlive() ? Owner.UNKNOWN : Owner.STRANGER;
    }
  }

  /** Whether it has ended, and nobody has asked how: where no init process runs, nobody will. */
  private static boolean isZombie(ProcessHandle process) {
    try {
      String stat = Files.readString(proc(process).resolve("stat"));
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path proc(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }

  /** A fast shutdown: a polite one would wait for clients that outlived their parent too. */
  private static void end(ProcessHandle process) throws IOException {
    log.info("Stopping PostgreSQL, process {}, whose parent was killed", process.pid());
    CompletableFuture<ProcessHandle> ended = process.onExit();
    if (process.isAlive()) {
      new ProcessBuilder("kill", "-s", "INT", Long.toString(process.pid())).inheritIO().start();
    }
    ended.completeOnTimeout(process, PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    if (process.isAlive() && !isZombie(process)) {
      throw new IOException(
          "PostgreSQL, process %d, was asked to stop and still runs after %d s."
              .formatted(process.pid(), PATIENCE.toSeconds()));
    }
  }
}
