// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder in which one worker's jobs keep temporary files. A lock on a file in it lasts as long
 * as the process: what a killed process left is removed by the next of the same user that starts
 * beside it.
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
   * Makes a folder, and removes those whose processes are gone; what cannot be removed stays.
   *
   * @param parent where; the system's folder for temporary files if null
   * @throws IOException if no folder can be made
   */
  static ScratchSpace open(@Nullable Path parent) throws IOException {
    Path place = parent != null ? parent : Path.of(System.getProperty("java.io.tmpdir"));
    Files.createDirectories(place);
    ScratchSpace space = make(place);
    space.removeAbandoned(place);
    return space;
  }

  private static ScratchSpace make(Path place) throws IOException {
    while (true) {
      Path directory = Files.createTempDirectory(place, PREFIX).toRealPath();
      OWN.add(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      ScratchSpace space = new ScratchSpace(directory, channel);
      boolean held = false;
      try {
        // Another process that starts may have taken the folder for abandoned.
        held = channel.tryLock() != null && Files.exists(directory.resolve(LOCK));
      } finally {
        if (!held) {
          space.close();
        }
      }
      if (held) {
        return space;
      }
    }
  }

  private void removeAbandoned(Path place) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path other : found) {
        removeIfAbandoned(other);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("What killed workers left in {} cannot be looked for: {}", place, e.toString());
    }
  }

  /** One that has no lock yet stays. */
  private void removeIfAbandoned(Path other) {
    Path file = other.resolve(LOCK);
    try {
      if (!isOfThisUserAlone(other)
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || OWN.contains(other.toRealPath())) {
        return;
      }
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
          FileLock held = channel.tryLock()) {
        if (held != null) {
          remove(other);
          log.info("Removed {}, left by a worker that was killed", other);
        }
      }
    } catch (IOException | OverlappingFileLockException e) {
      log.warn("{} cannot be removed, or is being removed by another: {}", other, e.toString());
    }
  }

  /** In such a folder, as every one made here is, nobody else can put links. */
  private boolean isOfThisUserAlone(Path other) throws IOException {
    PosixFileAttributes found = attributes(other);
    return found.isDirectory()
        && found.owner().equals(attributes(directory).owner())
        && found.permissions().equals(PosixFilePermissions.fromString("rwx------"));
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** The lock goes last: if this breaks off, the next worker goes on. */
  private static void remove(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      for (Path path : inside) {
        if (!path.equals(lock)) {
          FileSystemUtils.deleteRecursively(path);
        }
      }
    }
    Files.deleteIfExists(lock);
    Files.deleteIfExists(folder);
  }

  /** Whether the folder is still there, and no cleaner took it. */
  boolean exists() {
    return Files.isDirectory(directory);
  }

  /** A folder for one run of a job. */
  Scratch of(UUID job) throws IOException {
    return new Scratch(Files.createTempDirectory(directory, job + "-"));
  }

  /** Removes the folder and what is in it. */
  @Override
  public void close() {
    try (lock) {
      if (exists()) {
        remove(directory);
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("Cannot remove {}: {}", directory, e.toString());
    } finally {
      OWN.remove(directory);
    }
  }
}
