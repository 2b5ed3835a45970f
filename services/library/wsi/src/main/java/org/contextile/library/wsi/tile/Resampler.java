// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/**
 * Brings a square window of an RGB image, whose edges need not fall on pixels, to an exact number
 * of pixels. Going down, every target pixel is the mean of the source area under it (a box filter,
 * as OpenCV's {@code INTER_AREA}, which takes whole windows only); going up, it is interpolated
 * linearly. Fixed point, at most one grey level from the exact value. For one thread at a time.
 */
final class Resampler {
  private static final int WEIGHT_BITS = 14;
  private static final int ROW_BITS = 7;
  private static final int ROW_HALF = 1 << (WEIGHT_BITS - ROW_BITS - 1);
  private static final int SHIFT = WEIGHT_BITS + ROW_BITS;
  private static final int HALF = 1 << (SHIFT - 1);

  /** Positions between two pixels that are told apart. */
  private static final double PHASES = 65536;

  private final int sizePx;
  private final double scale;
  private final Taps across;
  private final Taps down;
  private final int[] tapStarts;
  private final int[] tapWeights;
  private int[] line = new int[0];

  /**
   * @param sizePx side of the target
   * @param scale source pixels per target pixel
   */
  Resampler(int sizePx, double scale) {
    this.sizePx = sizePx;
    this.scale = scale;
    this.across = new Taps(sizePx, scale);
    this.down = new Taps(sizePx, scale);
    this.tapStarts = new int[down.count];
    this.tapWeights = new int[down.count];
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
    int firstColumn = across.first[0];
    int endColumn = Math.min(widthPx, across.first[sizePx - 1] + across.count);
    int length = 3 * (endColumn - firstColumn);
    if (line.length < length) {
      line = new int[length];
    }
    for (int y = 0; y < sizePx; y++) {
      addRows(source, y, 3 * widthPx, heightPx, 3 * firstColumn, length);
      average(firstColumn, endColumn, target, 3 * y * sizePx);
    }
  }

  /** Whether windows are copied, not resampled: same scale, edges on pixels. */
  static boolean isCopy(double scale, double left, double top) {
    return scale == 1 && left == Math.rint(left) && top == Math.rint(top);
  }

  double scale() {
    return scale;
  }

  /** The mean of the rows under a target row, at the source's own columns. */
  private void addRows(byte[] source, int y, int stride, int heightPx, int from, int length) {
    int taps = 0;
    for (int k = 0; k < down.count; k++) {
      int weight = down.weights[y * down.count + k];
      if (weight != 0) {
        tapWeights[taps] = weight;
        tapStarts[taps] = Math.min(down.first[y] + k, heightPx - 1) * stride + from;
        taps++;
      }
    }
    int done = 0;
    if (taps >= 3) {
      addThree(source, length);
      done = 3;
    } else if (taps == 2) {
      addTwo(source, length);
      done = 2;
    } else {
      addFirst(source, length);
      done = 1;
    }
    for (; done < taps; done++) {
      addNext(source, length, tapStarts[done], tapWeights[done]);
    }
    int[] sums = line;
    for (int i = 0; i < length; i++) {
      sums[i] = (sums[i] + ROW_HALF) >> (WEIGHT_BITS - ROW_BITS);
    }
  }

  // Loops of one line each, which the compiler turns into vector instructions.

  private void addFirst(byte[] source, int length) {
    int[] sums = line;
    int a = tapStarts[0];
    int weight = tapWeights[0];
    for (int i = 0; i < length; i++) {
      sums[i] = weight * (source[a + i] & 0xff);
    }
  }

  private void addTwo(byte[] source, int length) {
    int[] sums = line;
    int a = tapStarts[0];
    int b = tapStarts[1];
    int weightA = tapWeights[0];
    int weightB = tapWeights[1];
    for (int i = 0; i < length; i++) {
      sums[i] = weightA * (source[a + i] & 0xff) + weightB * (source[b + i] & 0xff);
    }
  }

  private void addThree(byte[] source, int length) {
    int[] sums = line;
    int a = tapStarts[0];
    int b = tapStarts[1];
    int c = tapStarts[2];
    int weightA = tapWeights[0];
    int weightB = tapWeights[1];
    int weightC = tapWeights[2];
    for (int i = 0; i < length; i++) {
      sums[i] =
          weightA * (source[a + i] & 0xff)
              + weightB * (source[b + i] & 0xff)
              + weightC * (source[c + i] & 0xff);
    }
  }

  private void addNext(byte[] source, int length, int from, int weight) {
    int[] sums = line;
    for (int i = 0; i < length; i++) {
      sums[i] += weight * (source[from + i] & 0xff);
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
    int[] sums = line;
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
    int[] sums = line;
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
