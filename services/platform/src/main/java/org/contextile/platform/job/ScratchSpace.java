// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder in which one worker's jobs keep temporary files. A lock on a file in it lasts as long
 * as the process: what a killed process left is removed by the next that starts beside it.
 */
final class ScratchSpace implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ScratchSpace.class);
  private static final String PREFIX = "contextile-worker-";
  private static final String LOCK = "lock";

  // Closing a file loses all locks that the process has on it, so that own ones are never tried.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel lock;

  private ScratchSpace(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Makes a folder, and removes those whose processes are gone.
   *
   * @param parent where; the system's folder for temporary files if null
   */
  static ScratchSpace open(@Nullable Path parent) {
    try {
      Path place = parent != null ? parent : Path.of(System.getProperty("java.io.tmpdir"));
      Files.createDirectories(place);
      removeAbandoned(place);
      return make(place);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a scratch directory", e);
    }
  }

  private static ScratchSpace make(Path place) throws IOException {
    while (true) {
      Path directory = Files.createTempDirectory(place, PREFIX).toRealPath();
      OWN.add(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.tryLock();
      // Another process that starts may have taken the folder for abandoned.
      if (held != null && Files.exists(directory.resolve(LOCK))) {
        return new ScratchSpace(directory, channel);
      }
      channel.close();
      OWN.remove(directory);
    }
  }

  private static void removeAbandoned(Path place) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path directory : found) {
        removeIfAbandoned(directory);
      }
    }
  }

  /** One that is another user's stays, and one that has no lock yet. */
  private static void removeIfAbandoned(Path directory) {
    try {
      Path file = directory.resolve(LOCK);
      if (OWN.contains(directory.toRealPath()) || !Files.exists(file)) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock held = channel.tryLock()) {
        if (held != null) {
          FileSystemUtils.deleteRecursively(directory);
          log.info("Removed {}, left by a worker that was killed", directory);
        }
      }
    } catch (IOException e) {
      log.warn("{} cannot be removed, or is being removed by another: {}", directory, e.toString());
    }
  }

  /** A folder for one run of a job. */
  Scratch of(UUID job) {
    try {
      return new Scratch(Files.createTempDirectory(directory, job + "-"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a scratch directory", e);
    }
  }

  /** Removes the folder and what is in it. */
  @Override
  public void close() {
    try (lock) {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException e) {
      log.warn("Cannot remove {}: {}", directory, e.toString());
    } finally {
      OWN.remove(directory);
    }
  }
}
