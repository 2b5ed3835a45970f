// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

/**
 * Where to let OpenSlide begin along one axis, so that a region begins at a whole pixel of a level.
 *
 * <p>OpenSlide takes level-0 pixels and divides them by the level's downsample, which is the mean
 * of both axes' ratios, and seldom a whole number. Where the quotient lies between two pixels of
 * the level it blends them; {@link Unblending} takes that back. It begins some pixels before the
 * region, where the quotient is nearest to a whole number.
 *
 * @param level0Px what OpenSlide is given
 * @param marginPx pixels of the level that are read before the region's first
 * @param shift by how much each pixel is read too far on, in pixels of the level, within ±0.5
 */
record GridStart(long level0Px, int marginPx, double shift) {
  /** Pixels from which on what lies beyond the first read has no share in the result. */
  static final int MARGIN_PX = 12;

  private static final int CHOICES = 16;

  /** OpenSlide takes what is this near to a whole pixel for it. */
  private static final double EXACT = 1.0 / 512;

  /**
   * @param at the region's first pixel, in pixels of the level
   * @param downsample OpenSlide's own of the level
   */
  static GridStart of(long at, double downsample) {
    var best = of(at, 0, downsample);
    if (best.isExact()) {
      return best;
    }
    if (at >= 0 && at <= MARGIN_PX + CHOICES) {
      return new GridStart(0, (int) at, 0);
    }
    best = of(at, MARGIN_PX, downsample);
    for (int i = 1; i < CHOICES && !best.isExact(); i++) {
      var other = of(at, MARGIN_PX + i, downsample);
      best = Math.abs(other.shift) < Math.abs(best.shift) ? other : best;
    }
    return best;
  }

  private static GridStart of(long at, int margin, double downsample) {
    long level0 = Math.round((at - margin) * downsample);
    double shift = level0 / downsample - (at - margin);
    return new GridStart(level0, margin, Math.abs(shift) < EXACT ? 0 : shift);
  }

  boolean isExact() {
    return shift == 0;
  }
}
