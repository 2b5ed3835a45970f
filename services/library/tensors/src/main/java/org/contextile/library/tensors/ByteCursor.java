// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads little-endian numbers and texts one after another and never beyond the end. */
final class ByteCursor {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final String what;
  private long position;

  /**
   * @param what what is read, for messages: "the archive's directory"
   */
  ByteCursor(MemorySegment bytes, String what) {
    this.bytes = bytes;
    this.what = what;
  }

  long position() {
    return position;
  }

  void seek(long to) {
    if (to < 0 || to > bytes.byteSize()) {
      throw truncated();
    }
    position = to;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  int u8() {
    return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, advance(1)));
  }

  int u16() {
    return Short.toUnsignedInt(bytes.get(SHORT, advance(2)));
  }

  int i32() {
    return bytes.get(INT, advance(4));
  }

  long u32() {
    return Integer.toUnsignedLong(i32());
  }

  long i64() {
    return bytes.get(LONG, advance(8));
  }

  MemorySegment slice(long length) {
    return bytes.asSlice(advance(length), length);
  }

  /** A text of so many bytes of strict UTF-8. */
  String text(long length, int limit) {
    if (length > limit) {
      throw new InvalidWeightsException(
          "%s holds a text of %d bytes, more than is allowed".formatted(what, length));
    }
    byte[] utf8 = slice(length).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(utf8, StandardCharsets.UTF_8);
    // Decoding replaces what is no UTF-8, so that it does not come back.
    if (text.indexOf('\ufffd') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      throw new InvalidWeightsException(what + " holds a text that is no UTF-8");
    }
    return text;
  }

  /** A text that ends with a line feed, without it. */
  String line(int limit) {
    long end = position;
    while (end < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, end) != '\n') {
      if (++end - position > limit) {
        throw new InvalidWeightsException(what + " holds a line longer than is allowed");
      }
    }
    String line = text(end - position, limit);
    advance(1);
    return line;
  }

  private long advance(long length) {
    if (length < 0 || length > remaining()) {
      throw truncated();
    }
    long at = position;
    position += length;
    return at;
  }

  private InvalidWeightsException truncated() {
    return new InvalidWeightsException("the file is cut short or damaged: it ends within " + what);
  }
}
