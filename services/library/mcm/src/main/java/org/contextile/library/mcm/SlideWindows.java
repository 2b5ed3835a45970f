// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The windows of one slide in one epoch: squares that tile the grid without overlap from a random
 * offset, in random order. Squares with too little tissue are left out.
 */
final class SlideWindows {

  private static final long OFFSET = 1;
  private static final long ORDER = 2;

  private final SlideGrid grid;
  private final int slide;
  private final ContextSettings settings;
  private final int squareColumns;
  private final int top;
  private final int left;
  private final int[] squares;
  private final int tissueLeftOut;
  private int next;

  SlideWindows(SlideGrid grid, int slide, ContextSettings settings, long seed, int epoch) {
    this.grid = grid;
    this.slide = slide;
    this.settings = settings;
    int side = settings.windowSize();
    SplittableRandom offset = RandomStream.of(seed, OFFSET, epoch, slide);
    this.top = -offset.nextInt(side);
    this.left = -offset.nextInt(side);
    this.squareColumns = Math.ceilDiv(grid.columns() - left, side);
    int squareRows = Math.ceilDiv(grid.rows() - top, side);
    int[] tissue = new int[squareRows * squareColumns];
    grid.tissue().stream().forEach(cell -> tissue[squareOf(cell)]++);
    int fewest = settings.fewestTissue();
    this.squares = Arrays.stream(range(tissue.length)).filter(q -> tissue[q] >= fewest).toArray();
    this.tissueLeftOut = Arrays.stream(tissue).filter(count -> count < fewest).sum();
    RandomStream.shuffle(squares, RandomStream.of(seed, ORDER, epoch, slide));
  }

  int count() {
    return squares.length;
  }

  /** Tissue cells in squares that are not used. */
  int tissueLeftOut() {
    return tissueLeftOut;
  }

  boolean hasNext() {
    return next < squares.length;
  }

  Window next() {
    int square = squares[next++];
    int side = settings.windowSize();
    int row0 = top + square / squareColumns * side;
    int column0 = left + square % squareColumns * side;
    int[] cells = new int[settings.cells()];
    int[] places = new int[settings.cells()];
    int found = 0;
    for (int place = 0; place < settings.cells(); place++) {
      int row = row0 + place / side;
      int column = column0 + place % side;
      if (grid.isTissue(row, column)) {
        cells[found] = row * grid.columns() + column;
        places[found++] = place;
      }
    }
    return new Window(
        slide, square, Arrays.copyOf(cells, found), Arrays.copyOf(places, found), !hasNext());
  }

  private int squareOf(int cell) {
    int side = settings.windowSize();
    int row = (cell / grid.columns() - top) / side;
    int column = (cell % grid.columns() - left) / side;
    return row * squareColumns + column;
  }

  private static int[] range(int length) {
    int[] range = new int[length];
    Arrays.setAll(range, i -> i);
    return range;
  }
}
