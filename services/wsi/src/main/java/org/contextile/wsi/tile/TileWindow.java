// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.tile;

import java.util.List;
import org.contextile.wsi.slide.Level;
import org.contextile.wsi.slide.Slide;

/**
 * Where the tiles of a grid lie on the level that they are read from: the nearest finer one.
 *
 * @param scale pixels of the level a pixel of the tile, at least 1 unless level 0 is too coarse
 */
record TileWindow(Level level, double scale, int sizePx) {
  // OpenSlide interpolates when a region starts between two pixels of a level, unless it is
  // within 1/512 of one.
  private static final double PIXEL_EXACT = 1.0 / 512;

  static TileWindow of(Slide slide, TileGrid grid) {
    var level = slide.levelFor(grid.downsample());
    double scale = grid.downsample() / level.downsample();
    // A scale off by rounding alone would resample every pixel for nothing.
    double clean = Math.abs(scale - 1) < 1e-9 ? 1 : scale;
    return new TileWindow(level, clean, grid.spec().sizePx());
  }

  /** The least region of the level, on whole pixels, that holds the tiles. */
  Region around(List<Tile> tiles) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = 0;
    double bottom = 0;
    for (var tile : tiles) {
      left = Math.min(left, tile.x() / level.downsample());
      top = Math.min(top, tile.y() / level.downsample());
      right = Math.max(right, tile.x() / level.downsample() + side());
      bottom = Math.max(bottom, tile.y() / level.downsample() + side());
    }
    long x = (long) Math.floor(left);
    long y = (long) Math.floor(top);
    return new Region(
        Math.round(x * level.downsample()),
        Math.round(y * level.downsample()),
        Math.toIntExact((long) Math.ceil(right - 1e-6) - x),
        Math.toIntExact((long) Math.ceil(bottom - 1e-6) - y));
  }

  /** Left edge of a tile in pixels of a region. */
  double left(Tile tile, Region region) {
    return tile.x() / level.downsample() - origin(region.x());
  }

  /** Top edge of a tile in pixels of a region. */
  double top(Tile tile, Region region) {
    return tile.y() / level.downsample() - origin(region.y());
  }

  /** Side of a tile in pixels of the level. */
  double side() {
    return sizePx * scale;
  }

  /** Whether regions can start at any pixel of the level without being interpolated. */
  boolean isPixelExact() {
    double error = Math.abs(level.downsample() - Math.rint(level.downsample()));
    return error * Math.max(level.widthPx(), level.heightPx()) < PIXEL_EXACT;
  }

  private double origin(long level0Px) {
    double origin = level0Px / level.downsample();
    double whole = Math.rint(origin);
    return Math.abs(origin - whole) < PIXEL_EXACT ? whole : origin;
  }

  /**
   * @param x left edge in level-0 pixels
   * @param y top edge in level-0 pixels
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   */
  record Region(long x, long y, int widthPx, int heightPx) {
    long areaPx() {
      return (long) widthPx * heightPx;
    }
  }
}
