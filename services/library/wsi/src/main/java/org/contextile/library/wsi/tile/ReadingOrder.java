// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * Square blocks of neighbouring cells that are read from the slide at once, so that stored tiles
 * under two cells are decoded once.
 */
final class ReadingOrder {
  /** Side of the region read for a block, in pixels of the level. */
  private static final int BLOCK_PX = 2048;

  /** The rest is for threads that read ahead. */
  private static final double USED_OF_KEPT = 0.75;

  private ReadingOrder() {}

  /**
   * All tiles, in the order in which stored tiles are decoded least often.
   *
   * @param kept stored tiles that stay decoded after a read
   */
  static List<Tile> of(List<Tile> tiles, TileWindow window, int kept) {
    Collection<List<Tile>> parts = kept > 0 ? strips(tiles, window, kept) : blocks(tiles, window);
    return parts.stream().flatMap(List::stream).toList();
  }

  /**
   * Upright strips, each row by row, and so narrow that the stored tiles under a row of patches are
   * still there for the next.
   */
  private static Collection<List<Tile>> strips(List<Tile> tiles, TileWindow window, int kept) {
    double rows = window.side() / window.level().tileHeightPx() + 2;
    double widthPx = USED_OF_KEPT * kept / rows * window.level().tileWidthPx();
    int columns = (int) Math.max(1, widthPx / window.side());
    var strips = new TreeMap<Integer, List<Tile>>();
    for (var tile : tiles) {
      strips.computeIfAbsent(tile.column() / columns, _ -> new ArrayList<>()).add(tile);
    }
    return strips.values();
  }

  /** The tiles, block after block, each block row by row. */
  static Collection<List<Tile>> blocks(List<Tile> tiles, TileWindow window) {
    int side = (int) Math.max(1, BLOCK_PX / window.side());
    var blocks = new LinkedHashMap<Long, List<Tile>>();
    for (var tile : tiles) {
      long key = (long) (tile.row() / side) << 32 | tile.column() / side;
      blocks.computeIfAbsent(key, _ -> new ArrayList<>()).add(tile);
    }
    return blocks.values();
  }
}
