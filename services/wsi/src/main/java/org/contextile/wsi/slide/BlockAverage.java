// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

/**
 * A region averaged down by a whole factor in bounded memory: blocks are read one by one, and every
 * pixel of the result is the mean of the square under it.
 */
final class BlockAverage {
  /** Side of a block in pixels of the level, and so the largest factor. */
  static final int BLOCK_PX = 2048;

  /** Reads a block, given by its distance from the region's corner in pixels of the level. */
  @FunctionalInterface
  interface Blocks {
    RgbImage read(long left, long top, int widthPx, int heightPx) throws UnreadableRegionException;
  }

  private BlockAverage() {}

  /**
   * @param widthPx width of the region in pixels of the level
   * @param heightPx height of the region in pixels of the level
   * @param factor 1 to {@link #BLOCK_PX}
   */
  static RgbImage read(long widthPx, long heightPx, int factor, Blocks blocks)
      throws UnreadableRegionException {
    if (factor < 1 || factor > BLOCK_PX) {
      throw new IllegalArgumentException("a factor of " + factor);
    }
    int width = Math.toIntExact((widthPx + factor - 1) / factor);
    int height = Math.toIntExact((heightPx + factor - 1) / factor);
    var target = new byte[Math.toIntExact(3L * width * height)];
    int side = BLOCK_PX / factor;
    for (int top = 0; top < height; top += side) {
      for (int left = 0; left < width; left += side) {
        long x = (long) left * factor;
        long y = (long) top * factor;
        int blockWidth = (int) Math.min((long) side * factor, widthPx - x);
        int blockHeight = (int) Math.min((long) side * factor, heightPx - y);
        average(blocks.read(x, y, blockWidth, blockHeight), factor, target, width, left, top);
      }
    }
    return new RgbImage(width, height, target);
  }

  private static void average(
      RgbImage block, int factor, byte[] target, int targetWidth, int left, int top) {
    for (int y = 0; y * factor < block.heightPx(); y++) {
      int rows = Math.min(factor, block.heightPx() - y * factor);
      for (int x = 0; x * factor < block.widthPx(); x++) {
        int columns = Math.min(factor, block.widthPx() - x * factor);
        int at = 3 * ((top + y) * targetWidth + left + x);
        for (int c = 0; c < 3; c++) {
          int sum = 0;
          for (int dy = 0; dy < rows; dy++) {
            int from = 3 * ((y * factor + dy) * block.widthPx() + x * factor) + c;
            for (int dx = 0; dx < columns; dx++) {
              sum += block.pixels()[from + 3 * dx] & 0xff;
            }
          }
          target[at + c] = (byte) ((sum + rows * columns / 2) / (rows * columns));
        }
      }
    }
  }
}
