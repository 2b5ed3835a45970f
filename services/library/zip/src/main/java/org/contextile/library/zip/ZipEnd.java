// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where an archive's directory lies, read from the records at the end of the file, in the zip64
 * form or not (APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16). What two readers might read differently is
 * refused: another record beyond the end, and figures of the two forms that contradict each other.
 *
 * @param directory its first byte's place in the file
 * @param directoryBytes how long it says that it is
 * @param entries how many it says that it has
 */
public record ZipEnd(long directory, long directoryBytes, long entries) {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  private static final int MAX_COMMENT = 0xffff;
  private static final long LARGE = 0xffff_ffffL;
  private static final long MANY = 0xffff;

  /** Bytes of a file. */
  public interface Source {
    /** So many from a place on, all of which the file has. */
    ByteBuffer bytes(long from, int count) throws IOException;
  }

  /**
   * Reads the records of a file.
   *
   * @param size the file's
   * @throws BrokenZipException if they are missing or damaged, or contradict each other
   */
  public static ZipEnd of(long size, Source file) throws IOException {
    int length = (int) Math.min(size, END_BYTES + MAX_COMMENT + LOCATOR_BYTES);
    ByteBuffer tail = read(file, size - length, length);
    int at = find(tail);
    long end = size - length + at;
    ZipEnd small = ofSmall(tail, at);
    boolean large = at >= LOCATOR_BYTES && tail.getInt(at - LOCATOR_BYTES) == LOCATOR;
    ZipEnd found = large ? ofLarge(file, tail.getLong(at - LOCATOR_BYTES + 8), end) : small;
    if (found.directory < 0
        || found.directoryBytes < 0
        || found.entries < 0
        || found.directory > end
        || found.directoryBytes > end - found.directory) {
      throw new BrokenZipException("the archive's directory lies outside of the file");
    }
    if (large && !found.agreesWith(small)) {
      throw new BrokenZipException("the archive's end records contradict each other");
    }
    return found;
  }

  private static int find(ByteBuffer tail) throws BrokenZipException {
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END) {
        if (Short.toUnsignedInt(tail.getShort(at + END_BYTES - 2))
            == tail.limit() - at - END_BYTES) {
          return at;
        }
        break;
      }
    }
    throw new BrokenZipException(
        "the file is cut short or damaged: it begins as a zip archive but has no end record");
  }

  private static ZipEnd ofSmall(ByteBuffer tail, int at) throws BrokenZipException {
    checkOneDisk(tail.getShort(at + 4), tail.getShort(at + 6));
    checkOneDisk(tail.getShort(at + 8), tail.getShort(at + 10));
    return new ZipEnd(
        Integer.toUnsignedLong(tail.getInt(at + 16)),
        Integer.toUnsignedLong(tail.getInt(at + 12)),
        Short.toUnsignedLong(tail.getShort(at + 10)));
  }

  private static ZipEnd ofLarge(Source file, long at, long end) throws IOException {
    if (at < 0 || at > end - LOCATOR_BYTES - END_64_BYTES) {
      throw new BrokenZipException("the archive's end record lies outside of the file");
    }
    ByteBuffer record = read(file, at, END_64_BYTES);
    if (record.getInt(0) != END_64) {
      throw new BrokenZipException("the archive's end record is damaged");
    }
    checkOneDisk(record.getInt(16), record.getInt(20));
    checkOneDisk(record.getLong(24), record.getLong(32));
    return new ZipEnd(record.getLong(48), record.getLong(40), record.getLong(32));
  }

  /** Figures that do not fit into the small form are the largest there. */
  private boolean agreesWith(ZipEnd small) {
    return (small.directory == LARGE || small.directory == directory)
        && (small.directoryBytes == LARGE || small.directoryBytes == directoryBytes)
        && (small.entries == MANY || small.entries == entries);
  }

  private static void checkOneDisk(long one, long other) throws BrokenZipException {
    if (one != other) {
      throw new BrokenZipException("the archive is split over several files");
    }
  }

  private static ByteBuffer read(Source file, long from, int count) throws IOException {
    return file.bytes(from, count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
