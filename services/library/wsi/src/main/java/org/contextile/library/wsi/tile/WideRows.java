// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last few rows of an image as 16 bits a value, which vector instructions can multiply. For one
 * thread at a time.
 */
final class WideRows {
  private static final int NONE = -1;

  /** Makes a char of each byte: what the JDK has vector instructions for, unlike such a loop. */
  private final CharsetDecoder widening = StandardCharsets.ISO_8859_1.newDecoder();

  private final int[] numbers;
  private final char[][] rows;
  private final CharBuffer[] targets;
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /**
   * @param count rows that are kept
   */
  WideRows(int count) {
    this.numbers = new int[count];
    this.rows = new char[count][0];
    this.targets = new CharBuffer[count];
    Arrays.fill(targets, CharBuffer.allocate(0));
    clear();
  }

  /** Forgets the rows: those of another image come. */
  void clear() {
    Arrays.fill(numbers, NONE);
  }

  /**
   * A row's values from 0 on; it stays until as many others came.
   *
   * @param number of the row
   * @param source has its bytes, unless the row is still there
   */
  char[] row(int number, byte[] source, int from, int length) {
    int slot = number % numbers.length;
    if (numbers[slot] != number) {
      widen(slot, source, from, length);
      numbers[slot] = number;
    }
    return rows[slot];
  }

  private void widen(int slot, byte[] source, int from, int length) {
    if (rows[slot].length < length) {
      rows[slot] = new char[length];
      targets[slot] = CharBuffer.wrap(rows[slot]);
    }
    if (bytes.array() != source) {
      bytes = ByteBuffer.wrap(source);
    }
    bytes.limit(from + length).position(from);
    var result = widening.reset().decode(bytes, targets[slot].clear(), true);
    if (!result.isUnderflow()) {
      throw new IllegalStateException("bytes were not widened: " + result);
    }
  }
}
