// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

/**
 * A whole slide averaged down, in bounded memory: the best level is shrunk block by block by a
 * whole factor, and the small image is brought to its exact size at the end.
 */
final class Overview {
  private static final int PIECE_PX = 128;

  private Overview() {}

  /** The nearest downsample, not coarser, that needs whole factors only. */
  static double nearest(Slide slide, double downsample) {
    var level = slide.levelFor(downsample);
    return level.downsample() * factor(level, downsample);
  }

  static RgbImage read(Slide slide, double downsample) throws UnreadableRegionException {
    var shrunk = shrink(slide, slide.levelFor(downsample), downsample);
    if (Math.abs(nearest(slide, downsample) - downsample) < 1e-9) {
      return shrunk;
    }
    int width = (int) Math.max(1, Math.round(slide.widthPx() / downsample));
    int height = (int) Math.max(1, Math.round(slide.heightPx() / downsample));
    return shrunk.resized(width, height);
  }

  /** Some writers leave broken tiles at the edge of a coarse level; a finer one then serves. */
  private static RgbImage shrink(Slide slide, Level level, double downsample)
      throws UnreadableRegionException {
    try {
      return shrink(slide, level, factor(level, downsample));
    } catch (UnreadableRegionException e) {
      if (level.index() == 0) {
        throw e;
      }
      return shrink(slide, slide.levels().get(level.index() - 1), downsample);
    }
  }

  private static int factor(Level level, double downsample) {
    return Math.clamp((long) (downsample / level.downsample() + 1e-3), 1, BlockAverage.BLOCK_PX);
  }

  private static RgbImage shrink(Slide slide, Level level, int factor)
      throws UnreadableRegionException {
    return BlockAverage.read(
        level.widthPx(),
        level.heightPx(),
        factor,
        (left, top, width, height) -> {
          var x = Math.round(left * level.downsample());
          var y = Math.round(top * level.downsample());
          return block(slide, level, x, y, width, height);
        });
  }

  private static RgbImage block(Slide slide, Level level, long x, long y, int width, int height)
      throws UnreadableRegionException {
    try {
      return slide.readRegion(level, x, y, width, height);
    } catch (UnreadableRegionException e) {
      if (level.index() > 0) {
        throw e;
      }
      return inPieces(slide, level, x, y, width, height);
    }
  }

  /** What can be read of a block of the finest level; the rest has the background's colour. */
  private static RgbImage inPieces(
      Slide slide, Level level, long x, long y, int width, int height) {
    var pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (slide.background() >> (8 * (2 - i % 3)));
    }
    for (int top = 0; top < height; top += PIECE_PX) {
      for (int left = 0; left < width; left += PIECE_PX) {
        int pieceWidth = Math.min(PIECE_PX, width - left);
        int pieceHeight = Math.min(PIECE_PX, height - top);
        try {
          var piece = slide.readRegion(level, x + left, y + top, pieceWidth, pieceHeight);
          for (int row = 0; row < pieceHeight; row++) {
            System.arraycopy(
                piece.pixels(),
                3 * row * pieceWidth,
                pixels,
                3 * ((top + row) * width + left),
                3 * pieceWidth);
          }
        } catch (UnreadableRegionException e) {
          // The piece keeps the background's colour.
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
