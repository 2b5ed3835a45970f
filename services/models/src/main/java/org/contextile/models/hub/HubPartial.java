// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A download that grows in a file, held by one process at a time. */
final class HubPartial implements AutoCloseable {
  private final Path file;
  private final @Nullable FileChannel lock;

  private HubPartial(Path file, @Nullable FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /** The file, unless another download holds it. */
  static Optional<HubPartial> lock(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean held = false;
    try {
      FileLock lock = channel.tryLock();
      held = lock != null;
    } catch (OverlappingFileLockException heldInThisProcess) {
      return Optional.empty();
    } finally {
      if (!held) {
        channel.close();
      }
    }
    return held ? Optional.of(new HubPartial(file, channel)) : Optional.empty();
  }

  /** A file that nobody else knows. */
  static HubPartial own(Path file) {
    return new HubPartial(file, null);
  }

  Path file() {
    return file;
  }

  long sizeBytes() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  void discard() throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
