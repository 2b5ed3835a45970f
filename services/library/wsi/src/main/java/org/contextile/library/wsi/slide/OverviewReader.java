// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.List;

/**
 * A whole slide averaged down, in bounded memory: the best level is averaged block by block by a
 * whole factor, and the small image is brought to its exact size at the end.
 */
final class OverviewReader {
  /** Larger factors than this are left to the last step. */
  private static final int MOST_FACTOR = 2048;

  private OverviewReader() {}

  /** The nearest downsample, not coarser, that needs whole factors only. */
  static double nearest(Slide slide, double downsample) {
    var level = slide.levelFor(downsample);
    return level.downsample() * factor(level, downsample);
  }

  /** Some writers leave broken tiles at the edge of a coarse level; a finer one then serves. */
  static Overview read(Slide slide, double downsample) throws UnreadableRegionException {
    var level = slide.levelFor(downsample);
    while (true) {
      var average = average(level, downsample);
      try {
        LevelPass.read(slide, level, List.of(average));
        return fitted(slide, average.image(), level, downsample);
      } catch (UnreadableRegionException e) {
        int index = slide.levels().indexOf(level);
        if (index == 0) {
          throw e;
        }
        level = slide.levels().get(index - 1);
      }
    }
  }

  private static Overview fitted(Slide slide, Overview averaged, Level level, double downsample) {
    if (Math.abs(level.downsample() * factor(level, downsample) - downsample) < 1e-9) {
      return averaged;
    }
    int width = (int) Math.max(1, Math.round(slide.widthPx() / downsample));
    int height = (int) Math.max(1, Math.round(slide.heightPx() / downsample));
    return averaged.resized(width, height);
  }

  /** Takes the pixels of a level; the image has the whole factor nearest to the downsample. */
  static AreaAverage average(Level level, double downsample) {
    int factor = factor(level, downsample);
    int width = Math.toIntExact((level.widthPx() + factor - 1) / factor);
    int height = Math.toIntExact((level.heightPx() + factor - 1) / factor);
    return AreaAverage.halfUp(AreaAverage.Window.of(factor, factor, width, height));
  }

  private static int factor(Level level, double downsample) {
    return Math.clamp((long) (downsample / level.downsample() + 1e-3), 1, MOST_FACTOR);
  }
}
