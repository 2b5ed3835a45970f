// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tissue.TissueMask;

/**
 * Tiles of one slide: cells of a regular grid that lie wholly on the slide and hold enough tissue.
 * Cell (r, c) starts at level-0 pixel (⌊c · stride⌋, ⌊r · stride⌋); sizes are exact, not rounded.
 */
public final class TileGrid {
  // A side that is 224.0000001 px by rounding fits a slide of 224 px.
  private static final double TOLERANCE = 1e-6;

  /** Cells are held in memory. A slide of 200,000 px has 800,000 tiles of 224 px. */
  private static final double MOST_CELLS = 50e6;

  private final TileGridSpec spec;
  private final long slideWidthPx;
  private final long slideHeightPx;
  private final double slideMpp;
  private final int rows;
  private final int columns;
  private final List<Tile> tiles;
  private final int[] indices;

  private TileGrid(
      TileGridSpec spec,
      long slideWidthPx,
      long slideHeightPx,
      double slideMpp,
      CellFilter filter) {
    if (slideWidthPx <= 0 || slideHeightPx <= 0 || !(slideMpp > 0)) {
      throw new IllegalArgumentException(
          "a slide of " + slideWidthPx + " × " + slideHeightPx + " px at " + slideMpp + " µm");
    }
    this.spec = spec;
    this.slideWidthPx = slideWidthPx;
    this.slideHeightPx = slideHeightPx;
    this.slideMpp = slideMpp;
    double down = cells(slideHeightPx);
    double across = cells(slideWidthPx);
    check(down, across);
    this.rows = (int) down;
    this.columns = (int) across;
    this.indices = new int[rows * columns];
    this.tiles = List.copyOf(tile(filter));
  }

  /**
   * Takes the tiles that hold enough tissue.
   *
   * @throws MissingMppException when the size of the slide's pixels is not known
   * @throws UnfitTilingException when the slide would have more than 50 million cells, or a tile
   *     covers less than one of its pixels
   */
  public static TileGrid of(Slide slide, TileGridSpec spec, TissueMask tissue)
      throws MissingMppException {
    return of(slide.widthPx(), slide.heightPx(), slide.requireMpp().value(), spec, tissue);
  }

  /** As {@link #of(Slide, TileGridSpec, TissueMask)}, the slide given by its level-0 size. */
  public static TileGrid of(
      long slideWidthPx,
      long slideHeightPx,
      double slideMpp,
      TileGridSpec spec,
      TissueMask tissue) {
    double side = spec.sizePx() * spec.mpp() / slideMpp;
    return new TileGrid(
        spec,
        slideWidthPx,
        slideHeightPx,
        slideMpp,
        (cell, x, y) ->
            tissue.fraction((double) x, (double) y, side, side) >= spec.minTissueFraction());
  }

  /** Every cell, tissue or not. */
  public static TileGrid everywhere(
      long slideWidthPx, long slideHeightPx, double slideMpp, TileGridSpec spec) {
    return new TileGrid(spec, slideWidthPx, slideHeightPx, slideMpp, (cell, x, y) -> true);
  }

  /** The cells whose bit is set, counted row by row. */
  static TileGrid ofCells(
      long slideWidthPx, long slideHeightPx, double slideMpp, TileGridSpec spec, BitSet cells) {
    return new TileGrid(
        spec, slideWidthPx, slideHeightPx, slideMpp, (cell, x, y) -> cells.get(cell));
  }

  /** Reads what {@link #toBytes} wrote. */
  public static TileGrid fromBytes(byte[] bytes) {
    return TileGridFormat.read(bytes);
  }

  /** A compact form: the specification, the slide's size, one bit a cell. */
  public byte[] toBytes() {
    return TileGridFormat.write(this);
  }

  public TileGridSpec spec() {
    return spec;
  }

  public long slideWidthPx() {
    return slideWidthPx;
  }

  public long slideHeightPx() {
    return slideHeightPx;
  }

  /** Micrometres a level-0 pixel. */
  public double slideMpp() {
    return slideMpp;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Level-0 pixels per pixel of a tile. */
  public double downsample() {
    return spec.mpp() / slideMpp;
  }

  /** Side of a tile in level-0 pixels. */
  public double sizeLevel0Px() {
    return spec.sizePx() * downsample();
  }

  /** Distance of neighbouring tiles in level-0 pixels. */
  public double strideLevel0Px() {
    return spec.stridePx() * downsample();
  }

  /** Row by row. */
  public List<Tile> tiles() {
    return tiles;
  }

  /** The tile in a cell; empty for background and outside the grid. */
  public Optional<Tile> at(int row, int column) {
    if (row < 0 || column < 0 || row >= rows || column >= columns) {
      return Optional.empty();
    }
    int index = indices[row * columns + column];
    return index < 0 ? Optional.empty() : Optional.of(tiles.get(index));
  }

  private double cells(long lengthPx) {
    double room = lengthPx - sizeLevel0Px();
    return room < -TOLERANCE ? 0 : Math.floor(room / strideLevel0Px() + TOLERANCE) + 1;
  }

  private void check(double down, double across) {
    if (sizeLevel0Px() < 1 - TOLERANCE) {
      throw new UnfitTilingException(
          "a tile of %d px at %s µm covers less than one pixel of the slide, which is %s µm"
              .formatted(spec.sizePx(), spec.mpp(), slideMpp));
    }
    if (Math.max(Math.max(down, across), down * across) > MOST_CELLS) {
      throw new UnfitTilingException(
          "a slide of %d × %d px at %s µm would have %.0f × %.0f tiles, more than 50 million"
              .formatted(slideWidthPx, slideHeightPx, slideMpp, across, down));
    }
  }

  private List<Tile> tile(CellFilter filter) {
    var tiles = new ArrayList<Tile>();
    for (int cell = 0; cell < indices.length; cell++) {
      int row = cell / columns;
      int column = cell % columns;
      long x = edge(column);
      long y = edge(row);
      boolean keep = filter.keeps(cell, x, y);
      indices[cell] = keep ? tiles.size() : -1;
      if (keep) {
        tiles.add(new Tile(tiles.size(), row, column, x, y));
      }
    }
    return tiles;
  }

  private long edge(int cell) {
    return (long) Math.floor(cell * strideLevel0Px() + TOLERANCE);
  }

  @FunctionalInterface
  private interface CellFilter {
    boolean keeps(int cell, long x, long y);
  }
}
