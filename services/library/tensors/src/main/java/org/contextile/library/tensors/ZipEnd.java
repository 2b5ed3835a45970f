// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.lang.foreign.MemorySegment;

/**
 * Where an archive's directory lies, read from the records at the end of the file, in the zip64
 * form or not (APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16).
 */
record ZipEnd(long directory, long directoryBytes, long entries) {

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int MAX_COMMENT = 0xffff;

  static ZipEnd of(MemorySegment file) {
    ByteCursor in = new ByteCursor(file, "the archive's end record");
    long end = find(in, file.byteSize());
    ZipEnd found = hasLocator(in, end) ? zip64(in, end) : zip32(in, end);
    boolean inside =
        found.directory >= 0
            && found.directoryBytes >= 0
            && found.directory <= end
            && found.directoryBytes <= end - found.directory;
    if (!inside) {
      throw new InvalidWeightsException("the archive's directory lies outside of the file");
    }
    return found;
  }

  private static long find(ByteCursor in, long size) {
    long lowest = Math.max(0, size - END_BYTES - MAX_COMMENT);
    for (long at = size - END_BYTES; at >= lowest; at--) {
      in.seek(at);
      if (in.i32() == END) {
        in.seek(at + END_BYTES - 2);
        if (in.u16() == size - at - END_BYTES) {
          return at;
        }
      }
    }
    throw new InvalidWeightsException(
        "the file is cut short or damaged: it begins as a zip archive but has no end record");
  }

  private static boolean hasLocator(ByteCursor in, long end) {
    if (end < LOCATOR_BYTES) {
      return false;
    }
    in.seek(end - LOCATOR_BYTES);
    return in.i32() == LOCATOR;
  }

  private static ZipEnd zip32(ByteCursor in, long end) {
    in.seek(end + 4);
    checkOneDisk(in.u16(), in.u16());
    int here = in.u16();
    int all = in.u16();
    checkOneDisk(here, all);
    long bytes = in.u32();
    return new ZipEnd(in.u32(), bytes, all);
  }

  private static ZipEnd zip64(ByteCursor in, long end) {
    in.seek(end - LOCATOR_BYTES + 8);
    in.seek(in.i64());
    if (in.i32() != END_64) {
      throw new InvalidWeightsException("the archive's end record is damaged");
    }
    in.i64(); // the record's own size
    in.i32(); // the versions that made it and that it needs
    checkOneDisk(in.i32(), in.i32());
    long here = in.i64();
    long all = in.i64();
    checkOneDisk(here, all);
    long bytes = in.i64();
    return new ZipEnd(in.i64(), bytes, all);
  }

  private static void checkOneDisk(long one, long other) {
    if (one != other) {
      throw new InvalidWeightsException("the archive is split over several files");
    }
  }
}
