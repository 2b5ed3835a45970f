// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A download on its way into a file: bytes of a known number, digested as they come. A source that
 * breaks off is followed by one for the rest, be it by another process.
 */
public final class ResumableFile {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final long sizeBytes;
  private final Supplier<MessageDigest> begin;
  private final AtomicLong present = new AtomicLong();
  private final AtomicBoolean busy = new AtomicBoolean();
  private MessageDigest digest;

  private ResumableFile(Path file, long sizeBytes, Supplier<MessageDigest> begin) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.begin = begin;
    this.digest = begin.get();
  }

  /**
   * Opens a file, or makes it; what is there of it is taken as its beginning.
   *
   * @param sizeBytes of the whole
   * @param begin makes the digest that the bytes go into
   * @param eachBuffer is called again and again while what is there is read, and may stop it by an
   *     exception
   * @throws IOException if the file cannot be read or made
   */
  public static ResumableFile open(
      Path file, long sizeBytes, Supplier<MessageDigest> begin, Runnable eachBuffer)
      throws IOException {
    ResumableFile resumed = new ResumableFile(file, sizeBytes, begin);
    if (Files.exists(file) && Files.size(file) <= sizeBytes) {
      resumed.readPresent(eachBuffer);
    } else {
      resumed.restart();
    }
    return resumed;
  }

  private void readPresent(Runnable eachBuffer) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        eachBuffer.run();
        digest.update(buffer, 0, read);
        present.addAndGet(read);
      }
    }
  }

  /** How many bytes are there, as far as any thread knows. */
  public long present() {
    return present.get();
  }

  /** Whether all bytes are there. */
  public boolean whole() {
    return present.get() == sizeBytes;
  }

  /** Forgets what is there. */
  public void restart() throws IOException {
    try (FileChannel out = open()) {
      out.truncate(0);
    }
    present.set(0);
    digest = begin.get();
  }

  /**
   * Asks a source for the rest, once. A source that begins at the first byte instead is begun anew
   * with; of one that begins elsewhere nothing is taken, and nothing stays.
   *
   * @param eachBuffer is called whenever some bytes have come, and may stop it by an exception
   * @throws IOException if the source breaks, or ends before the whole is there: another may help
   * @throws TooManyBytesException if the source has more than the whole
   * @throws UncheckedIOException if the file cannot be written: no source helps
   */
  public void append(RangedSource source, Runnable eachBuffer) throws IOException {
    if (!busy.compareAndSet(false, true)) {
      throw new IOException("the source before has not let go");
    }
    try (RangedSource.Part part = source.from(present.get());
        FileChannel out = open()) {
      if (part.firstByte() != present.get()) {
        restart();
        if (part.firstByte() != 0) {
          throw new IOException("another part came than was asked for");
        }
      }
      copy(part.bytes(), out.position(present.get()), eachBuffer);
    } finally {
      busy.set(false);
    }
    if (!whole()) {
      throw new EOFException("no more came after %,d of %,d bytes".formatted(present(), sizeBytes));
    }
  }

  private void copy(InputStream in, FileChannel out, Runnable eachBuffer) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (present.get() + read > sizeBytes) {
        throw new TooManyBytesException(sizeBytes);
      }
      write(out, ByteBuffer.wrap(buffer, 0, read));
      digest.update(buffer, 0, read);
      present.addAndGet(read);
      eachBuffer.run();
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Lets the bytes reach the disk. */
  public void force() throws IOException {
    try (FileChannel out = open()) {
      out.force(false);
    }
  }

  /** The digest of the whole, in hexadecimal; to be asked for once. */
  public String digest() {
    if (!whole()) {
      throw new IllegalStateException("%,d of %,d bytes".formatted(present(), sizeBytes));
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
