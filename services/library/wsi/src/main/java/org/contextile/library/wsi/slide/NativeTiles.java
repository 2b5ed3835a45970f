// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A slide's levels cut along the tiles that the file stores, for viewers: most tiles need not be
 * decoded to be shown. Safe for use by several threads.
 */
public final class NativeTiles {
  /** Side of tiles where the file has none, or none of a size that viewers like. */
  private static final int SIDE_PX = 512;

  private static final long LEAST_TILE_PX = 64 * 64;
  private static final long MOST_TILE_PX = 1024 * 1024;

  private final Slide slide;
  private volatile @Nullable List<Grid> known;

  public NativeTiles(Slide slide) {
    this.slide = slide;
  }

  /**
   * The tiles of a level.
   *
   * @param isStored whether those that lie wholly on it can be had as they are stored
   */
  public record Grid(Level level, int tileWidthPx, int tileHeightPx, boolean isStored) {
    /** Tiles in a row. */
    public int columns() {
      return Math.toIntExact(Math.ceilDiv(level.widthPx(), tileWidthPx));
    }

    /** Tiles in a column. */
    public int rows() {
      return Math.toIntExact(Math.ceilDiv(level.heightPx(), tileHeightPx));
    }

    /** Whether a tile may be had as it is stored, which none is that goes beyond the level. */
    private boolean isPassedOn(int column, int row) {
      return isStored
          && (column + 1L) * tileWidthPx <= level.widthPx()
          && (row + 1L) * tileHeightPx <= level.heightPx();
    }

    private LevelRegion region(int column, int row) {
      long x = (long) column * tileWidthPx;
      long y = (long) row * tileHeightPx;
      return new LevelRegion(
          level,
          x,
          y,
          (int) Math.min(tileWidthPx, level.widthPx() - x),
          (int) Math.min(tileHeightPx, level.heightPx() - y));
    }
  }

  /** One of each of the slide's levels, in their order; the first call reads some tiles of each. */
  public List<Grid> grids() {
    List<Grid> grids = known;
    if (grids == null) {
      grids = slide.levels().stream().map(level -> grid(slide, level)).toList();
      known = grids;
    }
    return grids;
  }

  /** Whether there is such a tile. */
  public boolean has(int level, int column, int row) {
    return level >= 0
        && level < grids().size()
        && column >= 0
        && column < grids().get(level).columns()
        && row >= 0
        && row < grids().get(level).rows();
  }

  /**
   * A tile's JPEG stream as it is stored.
   *
   * @return empty when it goes beyond its level, is not stored, or not so
   * @throws UnreadableRegionException when what is stored is no such stream
   */
  public Optional<byte[]> stored(int level, int column, int row) throws UnreadableRegionException {
    Grid grid = grids().get(level);
    return grid.isPassedOn(column, row)
        ? slide.reader().storedJpeg(grid.level(), column, row)
        : Optional.empty();
  }

  /**
   * The same of a tile that is there and can be had without waiting.
   *
   * @return empty where {@link #has} and {@link #stored} are to be asked
   */
  public Optional<byte[]> storedAtHand(int level, int column, int row)
      throws UnreadableRegionException {
    if (known == null || !has(level, column, row)) {
      return Optional.empty();
    }
    Grid grid = grids().get(level);
    return grid.isPassedOn(column, row)
        ? slide.reader().storedJpegAtHand(grid.level(), column, row)
        : Optional.empty();
  }

  /**
   * A tile's pixels, as far as it lies on its level.
   *
   * @throws UnreadableRegionException when they cannot be decoded
   */
  public RgbImage pixels(int level, int column, int row) throws UnreadableRegionException {
    return slide.read(grids().get(level).region(column, row));
  }

  private static Grid grid(Slide slide, Level level) {
    long px = (long) level.tileWidthPx() * level.tileHeightPx();
    return px < LEAST_TILE_PX || px > MOST_TILE_PX
        ? new Grid(level, SIDE_PX, SIDE_PX, false)
        : new Grid(
            level,
            level.tileWidthPx(),
            level.tileHeightPx(),
            slide.reader().path(level).isStoredTiles());
  }
}
