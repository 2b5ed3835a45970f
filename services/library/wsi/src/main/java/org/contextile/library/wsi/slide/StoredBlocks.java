// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.stream.IntStream;

/**
 * Cuts a region of a level into blocks whose edges lie on those of the stored tiles, so that each
 * stored tile is decoded once, and none of the blocks takes much memory.
 */
final class StoredBlocks {
  /** Side of a block, unless the stored tiles are larger. */
  private static final int SIDE_PX = 1024;

  /** Side of a block, however large the stored tiles. */
  private static final int MOST_SIDE_PX = 2048;

  private StoredBlocks() {}

  /** Takes the blocks of a region, row by row. */
  interface Visitor {
    /**
     * @param left left edge of the block in pixels of the region, at the level's scale
     * @param top top edge of the block, likewise
     */
    void block(LevelRegion block, int left, int top) throws UnreadableRegionException;

    /** All blocks above this row of the region have been visited. */
    void above(int bottom);
  }

  /**
   * The place is in pixels of the level; the region may be larger than one that is read at once.
   */
  static void visit(Level level, long x, long y, int widthPx, int heightPx, Visitor visitor)
      throws UnreadableRegionException {
    int[] columns = edges(x, widthPx, side(level.tileWidthPx()));
    int[] rows = edges(y, heightPx, side(level.tileHeightPx()));
    for (int row = 0; row + 1 < rows.length; row++) {
      for (int column = 0; column + 1 < columns.length; column++) {
        var block =
            new LevelRegion(
                level,
                x + columns[column],
                y + rows[row],
                columns[column + 1] - columns[column],
                rows[row + 1] - rows[row]);
        visitor.block(block, columns[column], rows[row]);
      }
      visitor.above(rows[row + 1]);
    }
  }

  /** Pixels of the largest block of a level. */
  static long mostPx(Level level) {
    return (long) side(level.tileWidthPx()) * side(level.tileHeightPx());
  }

  /** A whole number of stored tiles, where they are not too large; even, so that blocks halve. */
  private static int side(int tilePx) {
    if (tilePx <= 0) {
      return SIDE_PX;
    }
    int even = tilePx % 2 == 0 ? tilePx : 2 * tilePx;
    return even <= SIDE_PX ? SIDE_PX / even * even : Math.min(even, MOST_SIDE_PX);
  }

  private static int[] edges(long origin, int length, int side) {
    int first = side - (int) Math.floorMod(origin, (long) side);
    return IntStream.concat(
            IntStream.concat(
                IntStream.of(0),
                IntStream.iterate(first, edge -> edge < length, edge -> edge + side)),
            IntStream.of(length))
        .toArray();
  }
}
