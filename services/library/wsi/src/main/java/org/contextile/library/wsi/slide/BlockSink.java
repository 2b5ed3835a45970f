// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** Takes the pixels of a level, or of a part of it, block by block. For one thread. */
public interface BlockSink {
  /**
   * Takes a block. Rows of blocks come from top to bottom, each followed by {@link #finish}; what
   * never comes cannot be read.
   *
   * @param rgb the block row by row, at the start of the array, which is the sender's again
   *     afterwards
   * @param x left edge of the block in pixels of the level
   * @param y top edge of the block in pixels of the level
   */
  void add(byte[] rgb, int x, int y, int widthPx, int heightPx);

  /** All blocks above this row of pixels have come. */
  void finish(double bottom);
}
