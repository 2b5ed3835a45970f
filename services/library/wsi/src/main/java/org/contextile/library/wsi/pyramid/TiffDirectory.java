// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One directory of a little-endian TIFF, classic or BigTIFF; tags are added in ascending order. */
public final class TiffDirectory {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int UNDEFINED = 7;
  private static final int LONG8 = 16;

  private final List<Entry> entries = new ArrayList<>();

  /** A tag of one number. */
  public TiffDirectory number(int tag, long value) {
    return numbers(tag, value);
  }

  /** A tag of numbers; those beyond 32 bits need a BigTIFF. */
  public TiffDirectory numbers(int tag, long... values) {
    boolean wide = false;
    for (long value : values) {
      wide |= value < 0 || value > 0xffffffffL;
    }
    ByteBuffer bytes = buffer((wide ? 8 : 4) * values.length);
    for (long value : values) {
      if (wide) {
        bytes.putLong(value);
      } else {
        bytes.putInt((int) value);
      }
    }
    return add(tag, wide ? LONG8 : LONG, values.length, bytes);
  }

  /** A tag of 16-bit numbers. */
  public TiffDirectory shorts(int tag, int... values) {
    ByteBuffer bytes = buffer(2 * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return add(tag, SHORT, values.length, bytes);
  }

  /** A tag of a fraction of two 32-bit numbers. */
  public TiffDirectory rational(int tag, long numerator, long denominator) {
    if (numerator < 0 || numerator > 0xffffffffL || denominator < 1 || denominator > 0xffffffffL) {
      throw new IllegalArgumentException("no rational: " + numerator + "/" + denominator);
    }
    ByteBuffer bytes = buffer(8).putInt((int) numerator).putInt((int) denominator);
    return add(tag, RATIONAL, 1, bytes);
  }

  /** A tag of text in ASCII. */
  public TiffDirectory text(int tag, String text) {
    byte[] ascii = (text + '\0').getBytes(StandardCharsets.US_ASCII);
    return add(tag, ASCII, ascii.length, buffer(ascii.length).put(ascii));
  }

  /** A tag of bytes that mean nothing to TIFF. */
  public TiffDirectory bytes(int tag, byte[] content) {
    return add(tag, UNDEFINED, content.length, buffer(content.length).put(content));
  }

  /** Bytes that the directory takes. */
  long bytes(boolean big) {
    return head(big) + extraBytes(big);
  }

  /**
   * The directory, its link to the next one zero.
   *
   * @param start where it will lie in the file
   */
  ByteBuffer encode(long start, boolean big) {
    ByteBuffer directory = buffer(Math.toIntExact(bytes(big)));
    if (big) {
      directory.putLong(entries.size());
    } else {
      directory.putShort((short) entries.size());
    }
    int inline = inline(big);
    int free = head(big);
    for (Entry entry : entries) {
      if (entry.type == LONG8 && !big) {
        throw new IllegalArgumentException("a classic TIFF ends at 4 GiB");
      }
      directory.putShort((short) entry.tag).putShort((short) entry.type);
      number(directory, entry.count, big);
      int size = entry.bytes.limit();
      if (size <= inline) {
        directory.put(entry.bytes.duplicate()).put(new byte[inline - size]);
      } else {
        number(directory, start + free, big);
        directory.put(free, entry.bytes, 0, size);
        free += size;
      }
    }
    return directory.rewind();
  }

  /** Where in the directory its link to the next one is. */
  int link(boolean big) {
    return head(big) - inline(big);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A count or an offset. */
  static void number(ByteBuffer to, long value, boolean big) {
    if (big) {
      to.putLong(value);
    } else if (value < 0 || value > 0xffffffffL) {
      throw new IllegalArgumentException("a classic TIFF ends at 4 GiB: " + value);
    } else {
      to.putInt((int) value);
    }
  }

  private TiffDirectory add(int tag, int type, int count, ByteBuffer bytes) {
    entries.add(new Entry(tag, type, count, bytes.flip()));
    return this;
  }

  private int head(boolean big) {
    return big ? 8 + 20 * entries.size() + 8 : 2 + 12 * entries.size() + 4;
  }

  private static int inline(boolean big) {
    return big ? 8 : 4;
  }

  private long extraBytes(boolean big) {
    return entries.stream()
        .mapToLong(entry -> entry.bytes.limit())
        .filter(size -> size > inline(big))
        .sum();
  }

  private record Entry(int tag, int type, int count, ByteBuffer bytes) {}
}
