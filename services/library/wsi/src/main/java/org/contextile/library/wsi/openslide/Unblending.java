// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * Takes back that OpenSlide has blended neighbours: along an axis it read {@code (1 - s) p[i] + s
 * p[i + 1]} for a shift of s, or {@code p[i - 1]} for one below 0, and the pixels p follow one from
 * the other. What is beyond the first read is not known; its share falls by {@code s / (1 - s)} per
 * pixel. Exact but for the grey level that OpenSlide rounds to: four levels at the worst, on noise;
 * a half in the mean.
 */
final class Unblending {
  private static final int CHANNELS = 4;

  /** A level as large as the one before it has no better place to begin: its shift stays. */
  private static final double MOST_SHIFT = 0.45;

  private final int widthPx;
  private final int heightPx;
  private final GridStart across;
  private final GridStart down;
  private final int[] pixels;
  private final byte[] rgb;
  private float[] row;
  private float[] before;
  private final float[] line;

  /**
   * @param widthPx of what was read
   * @param heightPx of what was read
   */
  Unblending(int widthPx, int heightPx, GridStart across, GridStart down) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.across = across;
    this.down = down;
    this.pixels = new int[widthPx];
    this.rgb = new byte[3 * widthPx];
    this.row = new float[CHANNELS * widthPx];
    this.before = new float[CHANNELS * widthPx];
    this.line = new float[CHANNELS * widthPx];
  }

  /** Where the region lies that is wanted of what was read, and where it goes. */
  record Cut(int columns, int rows, MemorySegment target, long firstByte, long bytesPerRow) {}

  /**
   * @param argb premultiplied, as OpenSlide writes it
   * @param background 0xRRGGBB
   */
  void write(MemorySegment argb, int background, Cut cut) {
    boolean upwards = down.shift() > 0;
    for (int i = 0; i < heightPx; i++) {
      int y = upwards ? heightPx - 1 - i : i;
      MemorySegment.copy(argb, JAVA_INT, 4L * y * widthPx, pixels, 0, widthPx);
      unpack();
      if (i > 0) {
        unblendDown();
      }
      int to = y - down.marginPx();
      if (to >= 0 && to < cut.rows()) {
        unblendAcross();
        compose(background, cut.columns());
        MemorySegment.copy(
            rgb,
            0,
            cut.target(),
            JAVA_BYTE,
            cut.firstByte() + to * cut.bytesPerRow(),
            3 * cut.columns());
      }
      float[] spare = before;
      before = row;
      row = spare;
    }
  }

  private void unpack() {
    for (int x = 0, c = 0; x < widthPx; x++, c += CHANNELS) {
      int pixel = pixels[x];
      row[c] = pixel >>> 24;
      row[c + 1] = (pixel >> 16) & 0xff;
      row[c + 2] = (pixel >> 8) & 0xff;
      row[c + 3] = pixel & 0xff;
    }
  }

  private void unblendDown() {
    float share = share(down);
    float scale = 1 / (1 - share);
    for (int c = 0; c < row.length; c++) {
      row[c] = (row[c] - share * before[c]) * scale;
    }
  }

  private void unblendAcross() {
    float share = share(across);
    float scale = 1 / (1 - share);
    int last = row.length - CHANNELS;
    if (across.shift() > 0) {
      System.arraycopy(row, last, line, last, CHANNELS);
      for (int c = last - 1; c >= 0; c--) {
        line[c] = (row[c] - share * line[c + CHANNELS]) * scale;
      }
    } else {
      System.arraycopy(row, 0, line, 0, CHANNELS);
      for (int c = CHANNELS; c < row.length; c++) {
        line[c] = (row[c] - share * line[c - CHANNELS]) * scale;
      }
    }
  }

  private void compose(int background, int columns) {
    for (int x = 0, c = CHANNELS * across.marginPx(), o = 0;
        x < columns;
        x++, c += CHANNELS, o += 3) {
      float rest = 1 - Math.clamp(line[c] / 255, 0f, 1f);
      rgb[o] = grey(line[c + 1] + rest * ((background >> 16) & 0xff));
      rgb[o + 1] = grey(line[c + 2] + rest * ((background >> 8) & 0xff));
      rgb[o + 2] = grey(line[c + 3] + rest * (background & 0xff));
    }
  }

  private static byte grey(float value) {
    return (byte) Math.clamp((int) (value + 0.5f), 0, 255);
  }

  private static float share(GridStart start) {
    double shift = Math.abs(start.shift());
    return shift > MOST_SHIFT ? 0 : (float) shift;
  }
}
