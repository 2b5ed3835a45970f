// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock of a data directory, held until it is closed or the process ends, however it ends. Who
 * holds it can be read in the file {@code lock}.
 */
final class DirectoryLock implements AutoCloseable {

  private static final String FILE = "lock";

  // Closing any channel on a file loses all locks that the process has on it, so that one of our
  // own is never opened again.
  private static final Map<Path, LockHolder> OWN = new ConcurrentHashMap<>();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param directory made when it is absent
   * @throws DirectoryInUseException if this or another process holds it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = Files.createDirectories(directory).toRealPath();
    LockHolder self = self(OptionalInt.empty());
    LockHolder own = OWN.putIfAbsent(real, self);
    if (own != null) {
      throw new DirectoryInUseException(real, own);
    }
    try {
      DirectoryLock lock = new DirectoryLock(real, channel(real));
      lock.write(self);
      return lock;
    } catch (IOException | RuntimeException e) {
      OWN.remove(real);
      throw e;
    }
  }

  private static FileChannel channel(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      held = channel.tryLock() != null;
      if (!held) {
        throw new DirectoryInUseException(directory, LockHolder.parse(Files.readString(file)));
      }
      return channel;
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  /** The locked directory, without links in its path. */
  Path directory() {
    return directory;
  }

  /** Says in the lock's file on which port the holder serves. */
  void serving(int port) throws IOException {
    LockHolder self = self(OptionalInt.of(port));
    OWN.put(directory, self);
    write(self);
  }

  private static LockHolder self(OptionalInt port) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        process.pid(),
        process.info().startInstant().orElse(now).truncatedTo(ChronoUnit.SECONDS),
        port);
  }

  private void write(LockHolder holder) throws IOException {
    channel.truncate(0);
    ByteBuffer text = ByteBuffer.wrap(holder.text().getBytes(StandardCharsets.UTF_8));
    channel.position(0);
    while (text.hasRemaining()) {
      channel.write(text);
    }
  }

  /** The file stays: another process may be about to lock it. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(directory);
    }
  }
}
