// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Square blocks of neighbouring cells that are read from the slide at once, so that stored tiles
 * under two cells are decoded once.
 */
final class ReadingOrder {
  /** Side of the region read for a block, in pixels of the level. */
  private static final int BLOCK_PX = 2048;

  private ReadingOrder() {}

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
