// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.DoubleUnaryOperator;

/**
 * An image averaged down while its blocks arrive, so that the whole is never in memory: every
 * target pixel is the mean of the area of the source under it, edges of pixels weighted by what
 * lies inside. For one thread.
 */
public final class AreaAverage implements BlockSink {
  /** Colour of a target pixel under which no source pixel could be read, 0xRRGGBB. */
  public static final int UNREADABLE = 0x808080;

  private static final double EPSILON = 1e-9;
  private static final int CHANNELS = 4;

  private final Window window;
  private final DoubleUnaryOperator rounding;
  private final byte[] target;
  private final BitSet unreadable = new BitSet();

  /** Rows that are not finished yet: [rows, width, red green blue weight]. */
  private double[] sums = new double[0];

  private int firstRow;
  private int heldRows;
  private double[] line = new double[0];

  /** Whether every target pixel is one of the source's. */
  private final boolean isCopy;

  /**
   * Where the target lies on the source.
   *
   * @param left left edge in source pixels
   * @param top top edge in source pixels
   * @param scaleX source pixels per target pixel, across, at least 1
   * @param scaleY source pixels per target pixel, down, at least 1
   * @param widthPx width of the target
   * @param heightPx height of the target
   */
  public record Window(
      double left, double top, double scaleX, double scaleY, int widthPx, int heightPx) {
    public Window {
      if (!(scaleX >= 1 && scaleY >= 1) || widthPx < 1 || heightPx < 1) {
        throw new IllegalArgumentException(
            "%d × %d px at a scale of %s × %s".formatted(widthPx, heightPx, scaleX, scaleY));
      }
    }

    /** A target that begins where the source does. */
    public static Window of(double scaleX, double scaleY, int widthPx, int heightPx) {
      return new Window(0, 0, scaleX, scaleY, widthPx, heightPx);
    }
  }

  /**
   * @param rounding of a mean to a grey level
   */
  AreaAverage(Window window, DoubleUnaryOperator rounding) {
    this.window = window;
    this.rounding = rounding;
    this.target = new byte[Math.toIntExact(3L * window.widthPx() * window.heightPx())];
    this.isCopy = window.equals(Window.of(1, 1, window.widthPx(), window.heightPx()));
    if (isCopy) {
      unreadable.set(0, window.widthPx() * window.heightPx());
    }
  }

  /** Means of a half are rounded up. */
  public static AreaAverage halfUp(Window window) {
    return new AreaAverage(window, mean -> Math.floor(mean + 0.5));
  }

  /** Means of a half are rounded to the even grey level, as OpenCV rounds. */
  public static AreaAverage halfEven(Window window) {
    return new AreaAverage(window, Math::rint);
  }

  /** Takes a block of source pixels. */
  @Override
  public void add(byte[] rgb, int x, int y, int widthPx, int heightPx) {
    if (isCopy) {
      copy(rgb, x, y, widthPx, heightPx);
      return;
    }
    int[] columns = new int[widthPx];
    double[] parts = new double[widthPx];
    boolean whole = true;
    for (int i = 0; i < widthPx; i++) {
      columns[i] = cell(x + i - window.left(), window.scaleX());
      parts[i] = part(x + i - window.left(), columns[i], window.scaleX());
      whole &= parts[i] == 1;
    }
    int firstColumn = columns[0];
    int cells = columns[widthPx - 1] - firstColumn + 2;
    if (line.length < CHANNELS * cells) {
      line = new double[CHANNELS * cells];
    }
    int lastRow = cell(y + heightPx - 1 - window.top(), window.scaleY()) + 1;
    hold(Math.min(lastRow, window.heightPx() - 1));
    for (int row = 0; row < heightPx; row++) {
      if (whole) {
        sumWholeLine(rgb, 3 * row * widthPx, columns, cells);
      } else {
        sumLine(rgb, 3 * row * widthPx, columns, parts, cells);
      }
      int at = cell(y + row - window.top(), window.scaleY());
      double part = part(y + row - window.top(), at, window.scaleY());
      addLine(at, part, firstColumn, cells);
      if (part < 1) {
        addLine(at + 1, 1 - part, firstColumn, cells);
      }
    }
  }

  /** Ends the target rows that lie wholly above a source row. */
  @Override
  public void finish(double bottom) {
    if (isCopy) {
      return;
    }
    int end = firstRow;
    while (end < window.heightPx()
        && window.top() + (end + 1) * window.scaleY() <= bottom + EPSILON) {
      end++;
    }
    if (end == firstRow) {
      return;
    }
    hold(end - 1);
    for (int row = firstRow; row < end; row++) {
      write(row);
    }
    int rowLength = CHANNELS * window.widthPx();
    int from = (end - firstRow) * rowLength;
    int to = heldRows * rowLength;
    System.arraycopy(sums, from, sums, 0, to - from);
    Arrays.fill(sums, to - from, to, 0);
    heldRows -= end - firstRow;
    firstRow = end;
  }

  /** The image; call it once all blocks have come. */
  public Overview image() {
    finish(Double.POSITIVE_INFINITY);
    if (isCopy) {
      unreadable.stream().forEach(this::setUnreadable);
    }
    return new Overview(
        new RgbImage(window.widthPx(), window.heightPx(), target), (BitSet) unreadable.clone());
  }

  private void copy(byte[] rgb, int x, int y, int widthPx, int heightPx) {
    int columns = Math.min(widthPx, window.widthPx() - x);
    for (int row = 0; row < Math.min(heightPx, window.heightPx() - y); row++) {
      int to = (y + row) * window.widthPx() + x;
      System.arraycopy(rgb, 3 * row * widthPx, target, 3 * to, 3 * columns);
      unreadable.clear(to, to + columns);
    }
  }

  private void setUnreadable(int pixel) {
    for (int c = 0; c < 3; c++) {
      target[3 * pixel + c] = (byte) (UNREADABLE >> (8 * (2 - c)));
    }
  }

  /** As {@link #sumLine} where no source pixel lies in two target pixels. */
  private void sumWholeLine(byte[] rgb, int from, int[] columns, int cells) {
    Arrays.fill(line, 0, CHANNELS * cells, 0);
    int s = from;
    for (int i = 0; i < columns.length; ) {
      int column = columns[i];
      int red = 0;
      int green = 0;
      int blue = 0;
      int count = 0;
      for (; i < columns.length && columns[i] == column; i++, s += 3) {
        red += rgb[s] & 0xff;
        green += rgb[s + 1] & 0xff;
        blue += rgb[s + 2] & 0xff;
        count++;
      }
      int at = CHANNELS * (column - columns[0]);
      line[at] = red;
      line[at + 1] = green;
      line[at + 2] = blue;
      line[at + 3] = count;
    }
  }

  private void sumLine(byte[] rgb, int from, int[] columns, double[] parts, int cells) {
    Arrays.fill(line, 0, CHANNELS * cells, 0);
    for (int i = 0, s = from; i < columns.length; i++, s += 3) {
      int at = CHANNELS * (columns[i] - columns[0]);
      double part = parts[i];
      addPixel(rgb, s, at, part);
      if (part < 1) {
        addPixel(rgb, s, at + CHANNELS, 1 - part);
      }
    }
  }

  private void addPixel(byte[] rgb, int from, int at, double weight) {
    line[at] += weight * (rgb[from] & 0xff);
    line[at + 1] += weight * (rgb[from + 1] & 0xff);
    line[at + 2] += weight * (rgb[from + 2] & 0xff);
    line[at + 3] += weight;
  }

  private void addLine(int row, double weight, int firstColumn, int cells) {
    if (row < firstRow || row >= window.heightPx()) {
      return;
    }
    int first = Math.max(0, -firstColumn);
    int end = Math.min(cells, window.widthPx() - firstColumn);
    int to = CHANNELS * ((row - firstRow) * window.widthPx() + firstColumn);
    for (int i = CHANNELS * first; i < CHANNELS * end; i++) {
      sums[to + i] += weight * line[i];
    }
  }

  private void hold(int row) {
    int wanted = row - firstRow + 1;
    int length = Math.multiplyExact(wanted, CHANNELS * window.widthPx());
    if (sums.length < length) {
      sums = Arrays.copyOf(sums, length);
    }
    heldRows = Math.max(heldRows, wanted);
  }

  private void write(int row) {
    for (int x = 0; x < window.widthPx(); x++) {
      int from = CHANNELS * ((row - firstRow) * window.widthPx() + x);
      int pixel = row * window.widthPx() + x;
      double weight = sums[from + 3];
      boolean missing = weight < EPSILON;
      unreadable.set(pixel, missing);
      for (int c = 0; c < 3; c++) {
        target[3 * pixel + c] =
            missing
                ? (byte) (UNREADABLE >> (8 * (2 - c)))
                : (byte) rounding.applyAsDouble(sums[from + c] / weight);
      }
    }
  }

  /** The target pixel under the left edge of a source pixel. */
  private static int cell(double at, double scale) {
    return (int) Math.floor(at / scale + EPSILON);
  }

  /** How much of a source pixel lies in its first target pixel; the rest lies in the next. */
  private static double part(double at, int cell, double scale) {
    double inside = (cell + 1) * scale - at;
    return inside > 1 - EPSILON ? 1 : inside;
  }
}
