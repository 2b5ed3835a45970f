// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A little-endian TIFF that is being written: data as they come, and a chain of directories. */
public final class TiffOutput implements AutoCloseable {
  private final FileChannel file;
  private final boolean big;
  private long link;

  /**
   * @param file made anew
   * @param big whether it is a BigTIFF, which may grow beyond 4 GiB
   */
  public TiffOutput(Path file, boolean big) throws IOException {
    this.file =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.big = big;
    this.link = big ? 8 : 4;
    ByteBuffer header = TiffDirectory.buffer(big ? 16 : 8).put(new byte[] {'I', 'I'});
    if (big) {
      header.putShort((short) 43).putShort((short) 8);
    } else {
      header.putShort((short) 42);
    }
    header.rewind();
    append(header);
  }

  /** Whether a file of so many bytes has to be a BigTIFF. */
  public static boolean needsBig(long bytes) {
    // Some room for directories, whose size nobody knows before.
    return bytes > 0xffffffffL - (64L << 20);
  }

  /**
   * Appends data.
   *
   * @return where they begin
   */
  public long append(byte[] data) throws IOException {
    long start = file.position();
    append(ByteBuffer.wrap(data));
    return start;
  }

  /** Appends a directory, the next of the chain. */
  public void append(TiffDirectory directory) throws IOException {
    // On a word boundary, as TIFF 6.0 wants it.
    long start = (file.position() + 7) & ~7L;
    append(ByteBuffer.allocate((int) (start - file.position())));
    append(directory.encode(start, big));
    ByteBuffer number = TiffDirectory.buffer(big ? 8 : 4);
    TiffDirectory.number(number, start, big);
    number.rewind();
    long at = link;
    while (number.hasRemaining()) {
      at += file.write(number, at);
    }
    link = start + directory.link(big);
  }

  /** Bytes written. */
  public long bytes() throws IOException {
    return file.position();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void append(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
