// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import java.util.Arrays;
import org.contextile.library.wsi.pyramid.Halving;
import org.contextile.library.wsi.slide.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * One level of DeepZoom while its rows come from top to bottom: cuts tiles as soon as their rows
 * are there, and gives the rows at half their size to the next coarser level. Holds a row of tiles.
 */
final class LevelStrip {
  private final int level;
  private final int widthPx;
  private final int heightPx;
  private final TileWriter tiles;
  private final @Nullable LevelStrip next;
  private final byte[] half;

  /** The whole level, of which alone a small picture of the slide is made. */
  private final byte @Nullable [] whole;

  private byte[] rows = new byte[0];
  private int firstRow;
  private int endRow;
  private int tileRow;
  private int halved;

  /** Takes finished tiles. */
  @FunctionalInterface
  interface TileWriter {
    void write(int level, int column, int row, RgbImage tile);
  }

  /**
   * @param keepWhole whether the level is to be held whole
   */
  LevelStrip(
      int level,
      int widthPx,
      int heightPx,
      TileWriter tiles,
      @Nullable LevelStrip next,
      boolean keepWhole) {
    this.level = level;
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.tiles = tiles;
    this.next = next;
    this.half = next == null ? new byte[0] : new byte[3 * next.widthPx];
    this.whole = keepWhole ? new byte[3 * widthPx * heightPx] : null;
  }

  int widthPx() {
    return widthPx;
  }

  /** Rows that are still to come. */
  int missingRows() {
    return heightPx - endRow;
  }

  /** Takes the next row; one beyond the level's height is passed over. */
  void add(byte[] rgb, int from) {
    if (endRow == heightPx) {
      return;
    }
    int row = 3 * widthPx;
    int at = (endRow - firstRow) * row;
    if (rows.length < at + row) {
      int most = Math.min(heightPx, DeepZoom.TILE_PX + 2 * DeepZoom.OVERLAP_PX) + 1;
      rows = Arrays.copyOf(rows, Math.max(at + row, Math.min(2 * rows.length, most * row)));
    }
    System.arraycopy(rgb, from, rows, at, row);
    if (whole != null) {
      System.arraycopy(rgb, from, whole, endRow * row, row);
    }
    endRow++;
    halve();
    cut();
  }

  /** The whole level, if it is held. */
  @Nullable RgbImage whole() {
    return whole == null ? null : new RgbImage(widthPx, heightPx, whole);
  }

  private void halve() {
    boolean last = endRow == heightPx;
    while (next != null && (halved + 2 <= endRow || (last && halved < endRow))) {
      int upper = 3 * widthPx * (halved - firstRow);
      int lower = halved + 1 < endRow ? upper + 3 * widthPx : upper;
      Halving.rows(rows, upper, lower, widthPx, half, 0);
      next.add(half, 0);
      halved += 2;
    }
  }

  private void cut() {
    int rowsOfTiles = Math.ceilDiv(heightPx, DeepZoom.TILE_PX);
    while (tileRow < rowsOfTiles) {
      int top = Math.max(0, tileRow * DeepZoom.TILE_PX - DeepZoom.OVERLAP_PX);
      int bottom = Math.min(heightPx, (tileRow + 1) * DeepZoom.TILE_PX + DeepZoom.OVERLAP_PX);
      if (endRow < bottom) {
        break;
      }
      for (int column = 0; column * DeepZoom.TILE_PX < widthPx; column++) {
        tiles.write(level, column, tileRow, tile(column, top, bottom));
      }
      tileRow++;
    }
    int nextTop = Math.max(0, tileRow * DeepZoom.TILE_PX - DeepZoom.OVERLAP_PX);
    dropBefore(Math.min(endRow, Math.min(halved, nextTop)));
  }

  private RgbImage tile(int column, int top, int bottom) {
    int left = Math.max(0, column * DeepZoom.TILE_PX - DeepZoom.OVERLAP_PX);
    int right = Math.min(widthPx, (column + 1) * DeepZoom.TILE_PX + DeepZoom.OVERLAP_PX);
    int width = right - left;
    var pixels = new byte[3 * width * (bottom - top)];
    for (int y = top; y < bottom; y++) {
      int from = 3 * ((y - firstRow) * widthPx + left);
      System.arraycopy(rows, from, pixels, 3 * (y - top) * width, 3 * width);
    }
    return new RgbImage(width, bottom - top, pixels);
  }

  private void dropBefore(int row) {
    if (row > firstRow) {
      int bytes = 3 * widthPx;
      System.arraycopy(rows, (row - firstRow) * bytes, rows, 0, (endRow - row) * bytes);
      firstRow = row;
    }
  }
}
