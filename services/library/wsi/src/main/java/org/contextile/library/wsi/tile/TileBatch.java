// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Tiles with their pixels.
 *
 * @param tiles in the order of the pixels
 * @param unreadable those of the tiles that could not be decoded, and why
 * @param pixels native memory, [tiles, size, size, 3] of uint8; used again by the stream after the
 *     next call of {@link TileStream#next}
 */
public record TileBatch(List<Tile> tiles, List<UnreadableTile> unreadable, MemorySegment pixels) {
  public TileBatch {
    tiles = List.copyOf(tiles);
    unreadable = List.copyOf(unreadable);
  }
}
