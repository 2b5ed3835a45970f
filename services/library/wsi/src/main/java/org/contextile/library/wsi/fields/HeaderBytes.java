// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.contextile.library.wsi.slide.UnreadableSlideException;

/** A file's bytes, read where a header wants them. */
final class HeaderBytes implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final long size;

  private HeaderBytes(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  static HeaderBytes open(Path file) throws IOException {
    return new HeaderBytes(file, FileChannel.open(file));
  }

  Path file() {
    return file;
  }

  String name() {
    return String.valueOf(file.getFileName());
  }

  long size() {
    return size;
  }

  /** Whether the file begins so. */
  boolean beginsWith(byte[] magic) throws IOException {
    return size >= magic.length && Arrays.equals(bytes(0, magic.length), magic);
  }

  /**
   * Bytes, big-endian.
   *
   * @throws UnreadableSlideException if the file ends before
   */
  ByteBuffer read(long at, int length) throws IOException {
    return ByteBuffer.wrap(bytes(at, length));
  }

  /** As {@link #read}. */
  byte[] bytes(long at, int length) throws IOException {
    if (at < 0 || at > size - length) {
      throw cutShort();
    }
    byte[] bytes = new byte[length];
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      if (channel.read(left, at + left.position()) < 0) {
        throw cutShort();
      }
    }
    return bytes;
  }

  UnreadableSlideException cutShort() {
    return new UnreadableSlideException(name() + " is cut short");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
