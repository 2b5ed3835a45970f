// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.heatmap;

/**
 * The colour map viridis (van der Walt and Smith, CC0): perceptually uniform, readable by the
 * colour blind and in grey. Interpolated between nine of its colours.
 */
final class Viridis {
  private static final int[] COLORS = {
    0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725
  };

  private Viridis() {}

  /** The colour of a value in [0, 1], as 0xRRGGBB. */
  static int rgb(double value) {
    double position = Math.clamp(value, 0, 1) * (COLORS.length - 1);
    int below = Math.min((int) position, COLORS.length - 2);
    double part = position - below;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = COLORS[below] >> shift & 0xff;
      int to = COLORS[below + 1] >> shift & 0xff;
      rgb |= (int) Math.round(from + part * (to - from)) << shift;
    }
    return rgb;
  }
}
