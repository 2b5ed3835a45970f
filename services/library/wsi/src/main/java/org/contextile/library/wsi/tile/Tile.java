// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/**
 * One tile of a grid.
 *
 * @param index its place among the grid's tiles, counted row by row from 0
 * @param row grid row, from 0 at the top, background counted
 * @param column grid column, from 0 at the left, background counted
 * @param x left edge in level-0 pixels
 * @param y top edge in level-0 pixels
 */
public record Tile(int index, int row, int column, long x, long y) {
  public Tile {
    if (index < 0 || row < 0 || column < 0 || x < 0 || y < 0) {
      throw new IllegalArgumentException("tile " + index + " at " + x + ", " + y);
    }
  }
}
