// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * How large a zip says its directory is, before anything reads it: Java holds it in memory whole.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int BIG_END_BYTES = 56;

  private ZipDirectory() {}

  /**
   * Whether no record that may be a zip's end says more than this. All are asked, since which of
   * them a reader takes is its own.
   */
  static boolean isWithin(Path zip, long mostEntries, long mostBytes) throws IOException {
    try (FileChannel file = FileChannel.open(zip)) {
      long from = Math.max(0, file.size() - END_BYTES - LONGEST_COMMENT - LOCATOR_BYTES);
      ByteBuffer tail = read(file, from, (int) (file.size() - from));
      for (int at = 0; at <= tail.limit() - END_BYTES; at++) {
        if (tail.getInt(at) == END && !isWithin(file, tail, at, mostEntries, mostBytes)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean isWithin(
      FileChannel file, ByteBuffer tail, int at, long mostEntries, long mostBytes)
      throws IOException {
    long entries = Short.toUnsignedLong(tail.getShort(at + 10));
    long bytes = Integer.toUnsignedLong(tail.getInt(at + 12));
    int locator = at - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR) {
      long big = tail.getLong(locator + 8);
      if (big < 0 || big > file.size() - BIG_END_BYTES) {
        return false;
      }
      ByteBuffer end = read(file, big, BIG_END_BYTES);
      entries = end.getLong(32);
      bytes = end.getLong(40);
    }
    return entries >= 0 && entries <= mostEntries && bytes >= 0 && bytes <= mostBytes;
  }

  private static ByteBuffer read(FileChannel file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
      // Until all is there, or the file has become shorter.
    }
    return bytes.flip();
  }
}
