// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a pyramid's levels have in common.
 *
 * @param mppX micrometres per pixel of level 0 across, if they are known
 * @param mppY the same down
 * @param icc the colour profile that the pixels are meant for
 */
public record LevelTags(
    TileCoding coding, OptionalDouble mppX, OptionalDouble mppY, Optional<byte[]> icc) {
  private static final int SOFTWARE = 305;
  private static final int ICC = 34675;

  /** Square pixels of a known size. */
  public static LevelTags of(TileCoding coding, double mpp) {
    return new LevelTags(coding, OptionalDouble.of(mpp), OptionalDouble.of(mpp), Optional.empty());
  }

  /**
   * The directory of a level.
   *
   * @param downsample level-0 pixels per pixel, 1 for level 0
   * @param offsets of its tiles, row by row
   * @param lengths of the same
   */
  public TiffDirectory directory(
      int widthPx, int heightPx, double downsample, long[] offsets, long[] lengths) {
    TiffDirectory directory =
        coding
            .head(
                new TiffDirectory()
                    .number(254, downsample == 1 ? 0 : 1)
                    .number(256, widthPx)
                    .number(257, heightPx))
            .shorts(277, 3);
    if (mppX.isPresent() && mppY.isPresent()) {
      resolution(directory, 282, mppX.getAsDouble() * downsample);
      resolution(directory, 283, mppY.getAsDouble() * downsample);
    }
    directory.shorts(284, 1);
    if (mppX.isPresent() && mppY.isPresent()) {
      directory.shorts(296, 3);
    }
    directory.text(SOFTWARE, "Contextile");
    coding
        .predictor(directory)
        .number(322, PyramidWriter.TILE_PX)
        .number(323, PyramidWriter.TILE_PX)
        .numbers(324, offsets)
        .numbers(325, lengths);
    coding.tail(directory);
    icc.ifPresent(profile -> directory.bytes(ICC, profile));
    return directory;
  }

  /** Pixels a centimetre. */
  private static void resolution(TiffDirectory directory, int tag, double mpp) {
    directory.rational(tag, Math.round(1e7 / mpp), 1000);
  }
}
