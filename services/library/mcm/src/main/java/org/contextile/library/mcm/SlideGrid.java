// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;

/**
 * Which cells of a slide's tile grid hold tissue.
 *
 * @param id names the slide in messages and checkpoints
 * @param rows height of the grid, in cells
 * @param columns width of the grid, in cells
 * @param tissue one bit a cell, row-major
 */
public record SlideGrid(String id, int rows, int columns, BitSet tissue) {

  /** Checks the extent and keeps a copy of the bits. */
  public SlideGrid {
    requireNonNull(id, "id");
    tissue = (BitSet) tissue.clone();
    if (rows < 0 || columns < 0 || tissue.length() > Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          "slide %s: tissue outside of a grid of %d×%d".formatted(id, rows, columns));
    }
  }

  @Override
  public BitSet tissue() {
    return (BitSet) tissue.clone();
  }

  boolean isTissue(int row, int column) {
    return row >= 0
        && row < rows
        && column >= 0
        && column < columns
        && tissue.get(row * columns + column);
  }
}
