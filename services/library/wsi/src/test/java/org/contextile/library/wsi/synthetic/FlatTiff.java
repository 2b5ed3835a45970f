// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.contextile.library.wsi.pyramid.LevelTags;
import org.contextile.library.wsi.pyramid.TiffOutput;
import org.contextile.library.wsi.pyramid.TileCoding;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * Writes a small file that is a large slide of one level: all its tiles of 256 px are the same,
 * their left half dark, their right half light.
 */
public final class FlatTiff {
  /** Grey of the left halves. */
  public static final int DARK = 40;

  /** Grey of the right halves. */
  public static final int LIGHT = 220;

  private static final int TILE_PX = 256;

  private FlatTiff() {}

  /**
   * @param sidePx a multiple of 256
   * @param mpp micrometres per pixel, in the resolution tags
   */
  public static Path write(Path file, int sidePx, double mpp) throws IOException {
    int count = (sidePx / TILE_PX) * (sidePx / TILE_PX);
    byte[] tile = tile().toJpeg(95);
    try (var out = new TiffOutput(file, false)) {
      long[] offsets = new long[count];
      Arrays.fill(offsets, out.append(tile));
      long[] lengths = new long[count];
      Arrays.fill(lengths, tile.length);
      out.append(LevelTags.of(TileCoding.JPEG, mpp).directory(sidePx, sidePx, 1, offsets, lengths));
    }
    return file;
  }

  private static RgbImage tile() {
    var pixels = new byte[3 * TILE_PX * TILE_PX];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % TILE_PX < TILE_PX / 2 ? DARK : LIGHT);
    }
    return new RgbImage(TILE_PX, TILE_PX, pixels);
  }
}
