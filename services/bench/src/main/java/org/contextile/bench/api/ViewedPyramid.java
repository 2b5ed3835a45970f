// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.util.ArrayList;
import java.util.List;

/**
 * The levels of a square slide that viewers look at, coarsest first.
 *
 * @param levels those that fill a screen
 */
record ViewedPyramid(List<ViewedLevel> levels) {
  private static final int SCREEN_PX = 1024;

  /**
   * @param name in a tile's address
   * @param sidePx of the level
   * @param tilePx side of a tile, without overlap
   */
  record ViewedLevel(int name, int sidePx, int tilePx) {
    int lastTile() {
      return (sidePx - 1) / tilePx;
    }
  }

  /** DeepZoom's: every level is half the next. */
  static ViewedPyramid deepZoom(int sidePx) {
    List<ViewedLevel> levels = new ArrayList<>();
    int finest = 32 - Integer.numberOfLeadingZeros(sidePx - 1);
    for (int level = 0; level <= finest; level++) {
      int side = Math.ceilDiv(sidePx, 1 << (finest - level));
      if (side >= SCREEN_PX || level == finest) {
        levels.add(new ViewedLevel(level, side, 254));
      }
    }
    return new ViewedPyramid(levels);
  }

  /** The file's own levels, level 0 the finest. */
  static ViewedPyramid ofFile(int sidePx, int tilePx, int... downsamples) {
    List<ViewedLevel> levels = new ArrayList<>();
    for (int level = downsamples.length - 1; level >= 0; level--) {
      levels.add(new ViewedLevel(level, sidePx / downsamples[level], tilePx));
    }
    return new ViewedPyramid(levels);
  }
}
