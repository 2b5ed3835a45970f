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

  /** Of a weight, those that leave room for nothing but the grey level in a lane of 16 bits. */
  private static final int LOW_BITS = 6;

  private static final int LOW_HALF = 1 << (LOW_BITS - 1);
  private static final int SHIFT = 2 * WEIGHT_BITS - LOW_BITS;
  private static final int HALF = 1 << (SHIFT - 1);

  /** Rows that are added at once; as many as whose low bits do not overflow a lane. */
  private static final int TOGETHER = 3;

  /** Positions between two pixels that are told apart. */
  private static final double PHASES = 65536;

  private final int sizePx;
  private final double scale;
  private final Taps across;
  private final Taps down;
  private final WideRows rows;
  private int widthPx;
  private int heightPx;

  /** Of one target row at the source's columns, in 256ths of a grey level, and what adds to it. */
  private char[] line = new char[0];

  private char[] low = new char[0];

  /**
   * @param sizePx side of the target
   * @param scale source pixels per target pixel
   */
  Resampler(int sizePx, double scale) {
    this.sizePx = sizePx;
    this.scale = scale;
    this.across = new Taps(sizePx, scale);
    this.down = new Taps(sizePx, scale);
    this.rows = new WideRows(down.count);
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
    place(left, top, widthPx, heightPx);
    rows(source, 0, 0, sizePx, target);
  }

  /** Puts the window on a source whose rows then come in bands, from above. */
  void place(double left, double top, int sourceWidthPx, int sourceHeightPx) {
    widthPx = sourceWidthPx;
    heightPx = sourceHeightPx;
    across.place(left, widthPx);
    down.place(top, heightPx);
    rows.clear();
    int length = 3 * (endColumn() - across.first[0]);
    if (line.length < length) {
      line = new char[length];
      low = new char[length];
    }
  }

  /** The first source row under a target row. */
  int firstRow(int y) {
    return Math.min(down.first[y], heightPx - 1);
  }

  /** The row after the last source row under a target row. */
  int endRow(int y) {
    return Math.min(down.first[y] + down.count, heightPx);
  }

  /**
   * Makes some target rows.
   *
   * @param source the band of the source from {@code sourceTop} on that lies under them
   * @param from first target row
   * @param to the row after the last
   * @param target receives them at its start
   */
  void rows(byte[] source, int sourceTop, int from, int to, byte[] target) {
    int firstColumn = across.first[0];
    int length = 3 * (endColumn() - firstColumn);
    for (int y = from; y < to; y++) {
      addRows(source, sourceTop, y, length);
      average(firstColumn, endColumn(), target, 3 * (y - from) * sizePx);
    }
  }

  private int endColumn() {
    return Math.min(widthPx, across.first[sizePx - 1] + across.count);
  }

  /** Whether windows are copied, not resampled: same scale, edges on pixels. */
  static boolean isCopy(double scale, double left, double top) {
    return scale == 1 && left == Math.rint(left) && top == Math.rint(top);
  }

  double scale() {
    return scale;
  }

  /** The mean of the rows under a target row, at the source's own columns. */
  private void addRows(byte[] source, int sourceTop, int y, int length) {
    Arrays.fill(line, 0, length, (char) 0);
    int at = y * down.count;
    for (int k = 0; k < down.count; k += TOGETHER) {
      char[] a = row(source, sourceTop, y, k, length);
      char[] b = row(source, sourceTop, y, k + 1, length);
      char[] c = row(source, sourceTop, y, k + 2, length);
      int weightA = down.weights[at + k];
      int weightB = k + 1 < down.count ? down.weights[at + k + 1] : 0;
      int weightC = k + 2 < down.count ? down.weights[at + k + 2] : 0;
      Arrays.fill(low, 0, length, (char) LOW_HALF);
      int mask = (1 << LOW_BITS) - 1;
      addThree(low, a, b, c, weightA & mask, weightB & mask, weightC & mask, length);
      addThree(
          line, a, b, c, weightA >> LOW_BITS, weightB >> LOW_BITS, weightC >> LOW_BITS, length);
      addLow(line, low, length);
    }
  }

  private char[] row(byte[] source, int sourceTop, int y, int k, int length) {
    int row = Math.min(down.first[y] + Math.min(k, down.count - 1), heightPx - 1);
    int from = 3 * ((row - sourceTop) * widthPx + across.first[0]);
    return rows.row(row, source, from, length);
  }

  // Loops of one line each over 16 bits at one index of every array, which the compiler turns into
  // vector instructions; it does not where the indices differ, or bytes are among them.

  private static void addThree(
      char[] sums,
      char[] a,
      char[] b,
      char[] c,
      int weightA,
      int weightB,
      int weightC,
      int length) {
    for (int i = 0; i < length; i++) {
      sums[i] = (char) (sums[i] + weightA * a[i] + weightB * b[i] + weightC * c[i]);
    }
  }

  private static void addLow(char[] sums, char[] low, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] = (char) (sums[i] + (low[i] >>> LOW_BITS));
    }
  }

  private void average(int firstColumn, int endColumn, byte[] target, int to) {
    int count = across.count;
    int inside = sizePx;
    while (inside > 0 && across.first[inside - 1] + count > endColumn) {
      inside--;
    }
    if (count == 3) {
      averageOfThree(firstColumn, inside, target, to);
    } else {
      averageOfAny(firstColumn, inside, target, to);
    }
    int last = 3 * (endColumn - 1 - firstColumn);
    for (int x = inside, o = to + 3 * inside; x < sizePx; x++, o += 3) {
      for (int c = 0; c < 3; c++) {
        int sum = HALF;
        for (int k = 0; k < count; k++) {
          int at = Math.min(3 * (across.first[x] - firstColumn + k), last);
          sum += across.weights[x * count + k] * line[at + c];
        }
        target[o + c] = (byte) (sum >> SHIFT);
      }
    }
  }

  private void averageOfThree(int firstColumn, int end, byte[] target, int to) {
    char[] sums = line;
    int[] first = across.first;
    int[] weights = across.weights;
    for (int x = 0, o = to, w = 0; x < end; x++, o += 3, w += 3) {
      int at = 3 * (first[x] - firstColumn);
      int a = weights[w];
      int b = weights[w + 1];
      int c = weights[w + 2];
      target[o] = (byte) ((HALF + a * sums[at] + b * sums[at + 3] + c * sums[at + 6]) >> SHIFT);
      target[o + 1] =
          (byte) ((HALF + a * sums[at + 1] + b * sums[at + 4] + c * sums[at + 7]) >> SHIFT);
      target[o + 2] =
          (byte) ((HALF + a * sums[at + 2] + b * sums[at + 5] + c * sums[at + 8]) >> SHIFT);
    }
  }

  private void averageOfAny(int firstColumn, int end, byte[] target, int to) {
    char[] sums = line;
    int count = across.count;
    for (int x = 0, o = to, w = 0; x < end; x++, o += 3) {
      int at = 3 * (across.first[x] - firstColumn);
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int k = 0; k < count; k++, at += 3, w++) {
        int weight = across.weights[w];
        red += weight * sums[at];
        green += weight * sums[at + 1];
        blue += weight * sums[at + 2];
      }
      target[o] = (byte) (red >> SHIFT);
      target[o + 1] = (byte) (green >> SHIFT);
      target[o + 2] = (byte) (blue >> SHIFT);
    }
  }

  /** For every target pixel along one axis: the first source pixel and the weights from it on. */
  private static final class Taps {
    private final int sizePx;
    private final double scale;
    private final int count;
    private final int[] first;
    private final int[] weights;
    private final double[] exact;

    Taps(int sizePx, double scale) {
      this.sizePx = sizePx;
      this.scale = scale;
      this.count = scale < 1 ? 2 : (int) Math.ceil(scale) + 1;
      this.first = new int[sizePx];
      this.weights = new int[sizePx * count];
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
