// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.List;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.Slide;

/**
 * Where the tiles of a grid lie on the level that they are read from: the nearest finer one.
 *
 * @param scale pixels of the level per pixel of the tile, at least 1 unless level 0 is too coarse
 */
record TileWindow(Level level, double scale, int sizePx) {
  /**
   * What the decoder shrinks is taken as it is. To resample it as well moves features too far: to
   * cosines of 0.987 where it is enlarged by a hundredth, of 0.998 where it is averaged further.
   */
  private static final double NO_MORE = 1e-9;

  private static final int[] TIMES = {8, 4, 2};

  static TileWindow of(Slide slide, TileGrid grid, Decoding decoding) {
    var level = level(slide, grid.downsample(), decoding);
    double scale = grid.downsample() / level.downsample();
    // A scale off by rounding alone would resample every pixel for nothing.
    double clean = Math.abs(scale - 1) < 1e-9 ? 1 : scale;
    return new TileWindow(level, clean, grid.spec().sizePx());
  }

  private static Level level(Slide slide, double downsample, Decoding decoding) {
    var stored = slide.levelFor(downsample);
    if (decoding == Decoding.SHRUNK) {
      for (int times : TIMES) {
        if (Math.abs(downsample / (stored.downsample() * times) - 1) < NO_MORE) {
          var shrunk = slide.reader().shrunk(stored, times);
          if (shrunk.isPresent()) {
            return shrunk.get();
          }
        }
      }
    }
    return stored;
  }

  /**
   * The least region of the level, on whole pixels, that holds a tile. A level may lack the last
   * part of a pixel that level 0 has, where the resampler goes on with its last pixel.
   */
  Region around(Tile tile) {
    double left = tile.x() / level.downsample();
    double top = tile.y() / level.downsample();
    return around(left, top, left + side(), top + side());
  }

  /** As {@link #around(Tile)}, of several. */
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
    return around(left, top, right, bottom);
  }

  private Region around(double left, double top, double right, double bottom) {
    long x = (long) Math.floor(left);
    long y = (long) Math.floor(top);
    return new Region(x, y, length(x, right, level.widthPx()), length(y, bottom, level.heightPx()));
  }

  private static int length(long from, double to, long levelPx) {
    long end = (long) Math.ceil(to - 1e-6);
    boolean partOfAPixel = end == levelPx + 1 && to < end - 1e-6;
    return Math.toIntExact((partOfAPixel && from < levelPx ? levelPx : end) - from);
  }

  /** Left edge of a tile in pixels of a region. */
  double left(Tile tile, Region region) {
    return tile.x() / level.downsample() - region.x();
  }

  /** Top edge of a tile in pixels of a region. */
  double top(Tile tile, Region region) {
    return tile.y() / level.downsample() - region.y();
  }

  /** Side of a tile in pixels of the level. */
  double side() {
    return sizePx * scale;
  }

  /**
   * @param x left edge in pixels of the level
   * @param y top edge in pixels of the level
   * @param widthPx width in pixels of the level
   * @param heightPx height in pixels of the level
   */
  record Region(long x, long y, int widthPx, int heightPx) {
    long areaPx() {
      return (long) widthPx * heightPx;
    }

    /** Some of its rows. */
    Region rows(int from, int to) {
      return new Region(x, y + from, widthPx, to - from);
    }

    LevelRegion on(Level level) {
      return new LevelRegion(level, x, y, widthPx, heightPx);
    }
  }
}
