// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** One directory of a classic little-endian TIFF; tags are added in ascending order. */
final class TiffDirectory {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int ENTRY_BYTES = 12;

  private final List<Entry> entries = new ArrayList<>();

  TiffDirectory number(int tag, long value) {
    return numbers(tag, List.of(value));
  }

  TiffDirectory numbers(int tag, List<Long> values) {
    var bytes = buffer(4 * values.size());
    values.forEach(value -> bytes.putInt(unsigned(value)));
    return add(tag, LONG, values.size(), bytes);
  }

  TiffDirectory shorts(int tag, int... values) {
    var bytes = buffer(2 * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return add(tag, SHORT, values.length, bytes);
  }

  TiffDirectory rational(int tag, long numerator, long denominator) {
    var bytes = buffer(8).putInt(unsigned(numerator)).putInt(unsigned(denominator));
    return add(tag, RATIONAL, 1, bytes);
  }

  /**
   * Appends the directory to a file and sets the link to it.
   *
   * @param link position of the 32-bit link that is to point here
   * @return position of this directory's own link to the next, 0 for now
   */
  long append(FileChannel file, long link) throws IOException {
    long start = (file.size() + 1) & ~1L;
    long extra = start + 2 + (long) ENTRY_BYTES * entries.size() + 4;
    var directory = buffer(Math.toIntExact(extra - start + extraBytes()));
    directory.putShort((short) entries.size());
    int free = Math.toIntExact(extra - start);
    for (var entry : entries) {
      directory.putShort((short) entry.tag).putShort((short) entry.type).putInt(entry.count);
      int size = entry.bytes.limit();
      if (size <= 4) {
        directory.put(entry.bytes).put(new byte[4 - size]);
      } else {
        directory.putInt(unsigned(start + free));
        directory.put(free, entry.bytes, 0, size);
        free += size;
      }
    }
    directory.putInt(0).rewind();
    writeAll(file, directory, start);
    writeAll(file, buffer(4).putInt(unsigned(start)).flip(), link);
    file.position(file.size());
    return extra - 4;
  }

  private TiffDirectory add(int tag, int type, int count, ByteBuffer bytes) {
    entries.add(new Entry(tag, type, count, bytes.flip()));
    return this;
  }

  private int extraBytes() {
    return entries.stream().mapToInt(e -> e.bytes.limit()).filter(size -> size > 4).sum();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int unsigned(long value) {
    if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("a classic TIFF ends at 4 GiB: " + value);
    }
    return (int) value;
  }

  private static void writeAll(FileChannel file, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }

  private record Entry(int tag, int type, int count, ByteBuffer bytes) {}
}
