// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.Arrays;

/**
 * Brings a square window of an RGB image, whose edges need not fall on pixels, to an exact number
 * of pixels. Going down, every target pixel is the mean of the source area under it (a box filter,
 * as OpenCV's {@code INTER_AREA}, which takes whole windows only); going up, it is interpolated
 * linearly. Fixed point, at most one grey level from the exact value. For one thread at a time.
 */
final class Resampler {
  private static final int WEIGHT_BITS = 14;
  private static final int ROW_BITS = 7;

  /** Positions between two pixels that are told apart. */
  private static final double PHASES = 65536;

  private final int sizePx;
  private final double scale;
  private final Taps across;
  private final Taps down;
  private int[] rows = new int[0];

  /**
   * @param sizePx side of the target
   * @param scale source pixels per target pixel
   */
  Resampler(int sizePx, double scale) {
    this.sizePx = sizePx;
    this.scale = scale;
    this.across = new Taps(sizePx, scale);
    this.down = new Taps(sizePx, scale);
  }

  /**
   * @param source RGB, row by row
   * @param widthPx width of the source
   * @param heightPx height of the source
   * @param left left edge of the window in source pixels, 0 at the first pixel's left edge
   * @param top top edge of the window, likewise
   * @param target receives {@code 3 · sizePx²} bytes
   */
  void resample(byte[] source, int widthPx, int heightPx, double left, double top, byte[] target) {
    across.place(left, widthPx);
    down.place(top, heightPx);
    int firstRow = down.first[0];
    int lastRow = down.first[sizePx - 1] + down.count - 1;
    int wanted = (lastRow - firstRow + 1) * sizePx * 3;
    if (rows.length < wanted) {
      rows = new int[wanted];
    }
    for (int y = firstRow; y <= Math.min(lastRow, heightPx - 1); y++) {
      row(source, 3 * y * widthPx, 3 * (widthPx - 1), (y - firstRow) * sizePx * 3);
    }
    for (int y = 0; y < sizePx; y++) {
      column(y, firstRow, Math.min(lastRow, heightPx - 1), target);
    }
  }

  /** Whether windows are copied, not resampled: same scale, edges on pixels. */
  static boolean isCopy(double scale, double left, double top) {
    return scale == 1 && left == Math.rint(left) && top == Math.rint(top);
  }

  double scale() {
    return scale;
  }

  private void row(byte[] source, int from, int last, int to) {
    int half = 1 << (WEIGHT_BITS - ROW_BITS - 1);
    for (int x = 0, o = to; x < sizePx; x++, o += 3) {
      int at = 3 * across.first[x];
      int red = half;
      int green = half;
      int blue = half;
      for (int k = 0, w = x * across.count; k < across.count; k++, w++) {
        int i = from + Math.min(at + 3 * k, last);
        int weight = across.weights[w];
        red += weight * (source[i] & 0xff);
        green += weight * (source[i + 1] & 0xff);
        blue += weight * (source[i + 2] & 0xff);
      }
      rows[o] = red >> (WEIGHT_BITS - ROW_BITS);
      rows[o + 1] = green >> (WEIGHT_BITS - ROW_BITS);
      rows[o + 2] = blue >> (WEIGHT_BITS - ROW_BITS);
    }
  }

  private void column(int y, int firstRow, int lastRow, byte[] target) {
    int width = 3 * sizePx;
    int shift = WEIGHT_BITS + ROW_BITS;
    var sums = down.sums;
    Arrays.fill(sums, 1 << (shift - 1));
    for (int k = 0; k < down.count; k++) {
      int weight = down.weights[y * down.count + k];
      if (weight != 0) {
        int from = (Math.min(down.first[y] + k, lastRow) - firstRow) * width;
        for (int i = 0; i < width; i++) {
          sums[i] += weight * rows[from + i];
        }
      }
    }
    int to = y * width;
    for (int i = 0; i < width; i++) {
      target[to + i] = (byte) (sums[i] >> shift);
    }
  }

  /** For every target pixel along one axis: the first source pixel and the weights from it on. */
  private static final class Taps {
    private final int sizePx;
    private final double scale;
    private final int count;
    private final int[] first;
    private final int[] weights;
    private final int[] sums;
    private final double[] exact;

    Taps(int sizePx, double scale) {
      this.sizePx = sizePx;
      this.scale = scale;
      this.count = scale < 1 ? 2 : (int) Math.ceil(scale) + 1;
      this.first = new int[sizePx];
      this.weights = new int[sizePx * count];
      this.sums = new int[3 * sizePx];
      this.exact = new double[count];
    }

    void place(double start, int length) {
      // Split and rounded, so that the same tile has the same weights wherever its region starts.
      double rounded = Math.rint(start * PHASES) / PHASES;
      int whole = (int) Math.floor(rounded);
      for (int i = 0; i < sizePx; i++) {
        first[i] =
            scale < 1
                ? linear(rounded - whole, i, whole, length)
                : area(rounded - whole, i) + whole;
        quantise(i);
      }
    }

    private int area(double start, int i) {
      double from = start + i * scale;
      double to = from + scale;
      int at = (int) Math.floor(from + 1e-9);
      for (int k = 0; k < count; k++) {
        exact[k] = Math.max(0, Math.min(to, at + k + 1) - Math.max(from, at + k)) / scale;
      }
      return at;
    }

    private int linear(double start, int i, int whole, int length) {
      double centre = start + (i + 0.5) * scale - 0.5;
      int at = (int) Math.floor(centre);
      boolean inside = at + whole >= 0 && at + whole < length;
      exact[1] = inside ? centre - at : 0;
      exact[0] = 1 - exact[1];
      return Math.clamp(at + whole, 0, length - 1);
    }

    /** Whole weights that sum to one exactly, so that a flat colour stays what it is. */
    private void quantise(int i) {
      int rest = 1 << WEIGHT_BITS;
      int largest = 0;
      for (int k = 0; k < count; k++) {
        int weight = (int) Math.rint(exact[k] * (1 << WEIGHT_BITS));
        weights[i * count + k] = weight;
        rest -= weight;
        largest = exact[k] > exact[largest] ? k : largest;
      }
      weights[i * count + largest] += rest;
    }
  }
}
