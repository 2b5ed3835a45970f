// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileBatch;

/**
 * The tiles of a batch, of which those that could be read become rows of the feature files.
 *
 * @param tiles in the batch's order
 * @param unreadable which of them could not be read
 * @param rows how many could
 */
record BatchRows(List<Tile> tiles, BitSet unreadable, int rows) {

  static BatchRows of(TileBatch batch) {
    BitSet unreadable = new BitSet(batch.tiles().size());
    if (!batch.unreadable().isEmpty()) {
      Set<Tile> damaged = new HashSet<>(batch.unreadable());
      for (int i = 0; i < batch.tiles().size(); i++) {
        unreadable.set(i, damaged.contains(batch.tiles().get(i)));
      }
    }
    return of(batch.tiles(), unreadable);
  }

  static BatchRows of(List<Tile> tiles, BitSet unreadable) {
    return new BatchRows(tiles, unreadable, tiles.size() - unreadable.cardinality());
  }
}
