// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bytes of a file by their place. */
final class TiffBytes implements AutoCloseable {
  private final FileChannel file;
  private final long size;

  private TiffBytes(FileChannel file, long size) {
    this.file = file;
    this.size = size;
  }

  static TiffBytes open(Path path) throws IOException {
    var file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new TiffBytes(file, file.size());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  long size() {
    return size;
  }

  /** Whether the file has these bytes. */
  boolean has(long at, long length) {
    return at >= 0 && length >= 0 && at <= size - length;
  }

  /**
   * @throws BrokenTiffException when the file ends before them
   */
  ByteBuffer read(long at, int length, ByteOrder order) throws IOException {
    if (!has(at, length)) {
      throw new BrokenTiffException(length + " bytes at " + at + " of " + size);
    }
    var bytes = ByteBuffer.allocate(length).order(order);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new BrokenTiffException("the file became shorter");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
