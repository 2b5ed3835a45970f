// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

/**
 * Brings RGB down to half its size: every pixel is the mean of the four under it, or of those that
 * there are at an odd edge. A mean of a half goes to the even grey level, so that halving again and
 * again neither brightens nor darkens.
 */
public final class Halving {
  private Halving() {}

  /**
   * Halves two rows, or one at an odd edge.
   *
   * @param upper index of the first byte of the upper row
   * @param lower index of the first byte of the lower row, the same as {@code upper} where there is
   *     none
   * @param widthPx of the rows
   * @param to index of the first byte of the half row
   */
  public static void rows(byte[] source, int upper, int lower, int widthPx, byte[] target, int to) {
    int a = upper;
    int b = lower;
    int o = to;
    int end = to + 3 * (widthPx / 2);
    while (o < end) {
      for (int c = 0; c < 3; c++) {
        int sum =
            (source[a + c] & 0xff)
                + (source[a + c + 3] & 0xff)
                + (source[b + c] & 0xff)
                + (source[b + c + 3] & 0xff);
        target[o + c] = (byte) ((sum + 1 + (sum >> 2 & 1)) >> 2);
      }
      a += 6;
      b += 6;
      o += 3;
    }
    if ((widthPx & 1) != 0) {
      for (int c = 0; c < 3; c++) {
        int sum = (source[a + c] & 0xff) + (source[b + c] & 0xff);
        target[o + c] = (byte) ((sum + (sum >> 1 & 1)) >> 1);
      }
    }
  }
}
