// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Slides whose colour changes slowly from cell to cell, with noise on every pixel: a cell can be
 * guessed from its neighbours. The first two bytes of a patch are its slide and cell if asked for.
 */
final class SyntheticTiles implements TileSource {

  private final List<SlideGrid> slides = new ArrayList<>();
  private final int patchPx;
  private final boolean labelled;
  final BitSet unreadableCells = new BitSet();
  int open;
  int mostOpen;

  SyntheticTiles(int count, int rows, int columns, double tissue, int patchPx, boolean labelled) {
    this.patchPx = patchPx;
    this.labelled = labelled;
    SplittableRandom random = new SplittableRandom(9);
    for (int s = 0; s < count; s++) {
      BitSet bits = new BitSet();
      for (int cell = 0; cell < rows * columns; cell++) {
        bits.set(cell, random.nextDouble() < tissue);
      }
      slides.add(new SlideGrid("slide-" + s, rows, columns, bits));
    }
  }

  @Override
  public List<SlideGrid> slides() {
    return slides;
  }

  @Override
  public int patchPx() {
    return patchPx;
  }

  @Override
  public CellReader open(int slide) {
    mostOpen = Math.max(mostOpen, ++open);
    return new CellReader() {
      @Override
      public BitSet read(int[] cells, ByteBuffer pixels) {
        BitSet unreadable = new BitSet();
        for (int i = 0; i < cells.length; i++) {
          unreadable.set(i, unreadableCells.get(cells[i]));
          paint(slide, cells[i], pixels);
        }
        return unreadable;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  private void paint(int slide, int cell, ByteBuffer pixels) {
    SlideGrid grid = slides.get(slide);
    int y = cell / grid.columns();
    int x = cell % grid.columns();
    double wave = Math.sin(slide * 2 + x / 5.0 + y / 7.0);
    SplittableRandom noise = RandomStream.of(1, slide, cell);
    for (int i = 0; i < patchPx * patchPx; i++) {
      boolean label = labelled && i == 0;
      pixels.put((byte) (label ? slide : 128 + 60 * wave + noise.nextInt(40)));
      pixels.put((byte) (label ? cell : 128 - 60 * wave + noise.nextInt(40)));
      pixels.put((byte) (120 + noise.nextInt(40)));
    }
  }
}
