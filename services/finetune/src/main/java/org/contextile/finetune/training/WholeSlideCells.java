// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.contextile.library.mcm.CellReader;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileReader;
import org.contextile.library.wsi.tile.UnreadableTile;

/** Reads cells of one open slide, and closes it. */
final class WholeSlideCells implements CellReader {

  private final Slide slide;
  private final TileGrid grid;
  private final TileReader reader;

  WholeSlideCells(Slide slide, TileGrid grid) {
    this.slide = slide;
    this.grid = grid;
    this.reader = new TileReader(slide, grid);
  }

  @Override
  public BitSet read(int[] cells, ByteBuffer pixels) {
    List<Tile> tiles = new ArrayList<>(cells.length);
    for (int cell : cells) {
      tiles.add(grid.at(cell / grid.columns(), cell % grid.columns()).orElseThrow());
    }
    BitSet unreadable = new BitSet();
    for (UnreadableTile it : reader.read(tiles, MemorySegment.ofBuffer(pixels))) {
      unreadable.set(tiles.indexOf(it.tile()));
    }
    return unreadable;
  }

  @Override
  public void close() {
    reader.close();
    slide.close();
  }
}
