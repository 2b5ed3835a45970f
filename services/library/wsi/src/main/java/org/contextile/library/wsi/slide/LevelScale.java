// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.OptionalDouble;

/**
 * How many times smaller a level is than level 0, from both their sizes. A writer shrinks both axes
 * by one number and then rounds, up or down, once or at every level between: each side is within a
 * pixel of the exact one. OpenSlide takes the mean of both ratios, which is nobody's number: 2.0015
 * for a half of 2049 × 1025 px.
 */
public final class LevelScale {
  private LevelScale() {}

  /**
   * The number that both axes allow: a power of two where one fits, else the nearest whole number,
   * else the one nearest to the mean of the ratios.
   *
   * @return empty when the two axes have none in common: the level was padded, cropped or stretched
   */
  public static OptionalDouble of(long width0, long height0, long widthPx, long heightPx) {
    double least = Math.max(width0 / (widthPx + 1.0), height0 / (heightPx + 1.0));
    double most = Math.min(most(width0, widthPx), most(height0, heightPx));
    if (least > most) {
      return OptionalDouble.empty();
    }
    double mean = ((double) width0 / widthPx + (double) height0 / heightPx) / 2;
    double binary = Math.scalb(1.0, (int) Math.rint(Math.log(mean) / Math.log(2)));
    if (binary >= least && binary <= most) {
      return OptionalDouble.of(binary);
    }
    double whole = Math.rint(mean);
    return OptionalDouble.of(
        whole >= least && whole <= most ? whole : Math.clamp(mean, least, most));
  }

  private static double most(long whole, long part) {
    return part > 1 ? whole / (part - 1.0) : Double.POSITIVE_INFINITY;
  }
}
