// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;
import org.contextile.library.wsi.tile.UnreadableTile;

/**
 * The tiles of a batch, of which those that could be read become rows of the feature files.
 *
 * @param tiles in the batch's order
 * @param unreadable why the others could not, by their place among the tiles
 */
record BatchRows(List<Tile> tiles, SortedMap<Integer, String> unreadable) {

  BatchRows {
    unreadable = Collections.unmodifiableSortedMap(unreadable);
  }

  static BatchRows of(TileBatch batch) {
    SortedMap<Integer, String> unreadable = new TreeMap<>();
    if (!batch.unreadable().isEmpty()) {
      Map<Tile, String> reasons = new HashMap<>();
      for (UnreadableTile damaged : batch.unreadable()) {
        reasons.put(damaged.tile(), damaged.reason());
      }
      for (int i = 0; i < batch.tiles().size(); i++) {
        String reason = reasons.get(batch.tiles().get(i));
        if (reason != null) {
          unreadable.put(i, reason);
        }
      }
    }
    return new BatchRows(batch.tiles(), unreadable);
  }

  /** How many tiles could be read. */
  int rows() {
    return tiles.size() - unreadable.size();
  }

  /** Whether the tile at a place could be read. */
  boolean isRow(int place) {
    return !unreadable.containsKey(place);
  }
}
