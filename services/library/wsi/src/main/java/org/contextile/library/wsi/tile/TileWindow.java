// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.List;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Slide;

/**
 * Where the tiles of a grid lie on the level that they are read from: the nearest finer one.
 *
 * @param scale pixels of the level per pixel of the tile, at least 1 unless level 0 is too coarse
 */
record TileWindow(PixelReader reader, Level level, double scale, int sizePx) {
  static TileWindow of(Slide slide, TileGrid grid) {
    var level = slide.levelFor(grid.downsample());
    double scale = grid.downsample() / level.downsample();
    // A scale off by rounding alone would resample every pixel for nothing.
    double clean = Math.abs(scale - 1) < 1e-9 ? 1 : scale;
    return new TileWindow(slide.reader(), level, clean, grid.spec().sizePx());
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
    return tile.x() / level.downsample() - reader.origin(level, region.x());
  }

  /** Top edge of a tile in pixels of a region. */
  double top(Tile tile, Region region) {
    return tile.y() / level.downsample() - reader.origin(level, region.y());
  }

  /** Side of a tile in pixels of the level. */
  double side() {
    return sizePx * scale;
  }

  /** Whether regions can start at any pixel of the level without being interpolated. */
  boolean isPixelExact() {
    return reader.isPixelExact(level);
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

    LevelRegion on(Level level) {
      return new LevelRegion(level, x, y, widthPx, heightPx);
    }
  }
}
