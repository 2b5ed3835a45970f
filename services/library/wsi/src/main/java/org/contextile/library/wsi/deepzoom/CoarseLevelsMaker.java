// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.contextile.library.wsi.pyramid.Halving;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.BlockSink;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.jspecify.annotations.Nullable;

/**
 * Makes the coarse levels of a slide's DeepZoom from one pass over a level of the file, and writes
 * their tiles. Every level is the one before, halved. Holds some rows of each level: 1.5 kB for
 * each pixel of the width that is read. What cannot be read is grey.
 */
public final class CoarseLevelsMaker implements BlockSink, AutoCloseable {
  private final Tiles pack;
  private final LevelStrip finest;
  private final @Nullable LevelStrip kept;
  private final long baseWidthPx;
  private byte[] band = new byte[0];
  private byte[] half = new byte[0];
  private byte[] lastRow = new byte[0];
  private int bandTop;
  private int bandRows;

  /** Takes finished tiles; closed when the last has come. */
  interface Tiles extends LevelStrip.TileWriter, Closeable {}

  /**
   * @param file receives the tiles, for {@link TilePack}
   * @param pictureSidePx the least longer side of {@link #picture}
   */
  public CoarseLevelsMaker(Slide slide, CoarseLevels levels, Path file, int pictureSidePx)
      throws IOException {
    this(slide, levels, new TilePack.Writer(file), pictureSidePx);
  }

  CoarseLevelsMaker(Slide slide, CoarseLevels levels, Tiles tiles, int pictureSidePx) {
    int last = DeepZoom.levels(slide.widthPx(), slide.heightPx()) - 1;
    this.pack = tiles;
    this.baseWidthPx = levels.base().widthPx();
    LevelStrip strip = null;
    LevelStrip picture = null;
    for (int level = 0; level < last - levels.exponent(); level++) {
      long factor = 1L << (last - level);
      int width = Math.toIntExact(Math.ceilDiv(slide.widthPx(), factor));
      int height = Math.toIntExact(Math.ceilDiv(slide.heightPx(), factor));
      boolean keep = picture == null && Math.max(width, height) >= pictureSidePx;
      strip = new LevelStrip(level, width, height, pack, strip, keep);
      picture = keep ? strip : picture;
    }
    if (strip == null) {
      throw new IllegalArgumentException("a slide of one pixel has no coarser level");
    }
    this.finest = strip;
    this.kept = picture;
  }

  @Override
  public void add(byte[] rgb, int x, int y, int widthPx, int heightPx) {
    hold((y - bandTop + heightPx + 1) / 2);
    if (half.length < 3 * ((widthPx + 1) / 2)) {
      half = new byte[3 * ((widthPx + 1) / 2)];
    }
    int to = x / 2;
    int pixels = Math.min((widthPx + 1) / 2, finest.widthPx() - to);
    for (int row = 0; row < heightPx && pixels > 0; row += 2) {
      int upper = 3 * row * widthPx;
      int lower = row + 1 < heightPx ? upper + 3 * widthPx : upper;
      Halving.rows(rgb, upper, lower, widthPx, half, 0);
      int at = (y - bandTop + row) / 2;
      System.arraycopy(half, 0, band, 3 * (at * finest.widthPx() + to), 3 * pixels);
    }
  }

  @Override
  public void finish(double bottom) {
    int rows = (Math.toIntExact(Math.round(bottom)) - bandTop + 1) / 2;
    hold(rows);
    goOn(rows);
    for (int i = 0; i < rows; i++) {
      finest.add(band, 3 * i * finest.widthPx());
    }
    bandTop = Math.toIntExact(Math.round(bottom));
    bandRows = 0;
  }

  /** Ends the tiles; call it once the level has been read whole. */
  public void complete() throws IOException {
    // A level of the file may be a pixel smaller than ours, which counts begun pixels as whole.
    while (finest.missingRows() > 0) {
      finest.add(lastRow, 0);
    }
    pack.close();
  }

  /** The slide within a square, from the levels that were made; empty when all are smaller. */
  public Optional<RgbImage> picture(int sidePx) {
    RgbImage whole = kept == null ? null : kept.whole();
    if (whole == null) {
      return Optional.empty();
    }
    double scale = (double) sidePx / Math.max(whole.widthPx(), whole.heightPx());
    return Optional.of(
        whole.resized(
            (int) Math.max(1, Math.round(whole.widthPx() * scale)),
            (int) Math.max(1, Math.round(whole.heightPx() * scale))));
  }

  @Override
  public void close() throws IOException {
    pack.close();
  }

  /** Makes room in the band for rows, grey until their pixels come. */
  private void hold(int rows) {
    int row = 3 * finest.widthPx();
    if (band.length < rows * row) {
      band = Arrays.copyOf(band, rows * row);
    }
    if (rows > bandRows) {
      Arrays.fill(band, bandRows * row, rows * row, (byte) AreaAverage.UNREADABLE);
      bandRows = rows;
    }
  }

  /** Repeats the last column where the level of the file is a pixel narrower than ours. */
  private void goOn(int rows) {
    int there = Math.toIntExact(Math.min((baseWidthPx + 1) / 2, finest.widthPx()));
    int row = 3 * finest.widthPx();
    for (int y = 0; y < rows; y++) {
      for (int i = y * row + 3 * there; i < (y + 1) * row; i++) {
        band[i] = band[i - 3];
      }
    }
    lastRow = Arrays.copyOfRange(band, (rows - 1) * row, rows * row);
  }
}
