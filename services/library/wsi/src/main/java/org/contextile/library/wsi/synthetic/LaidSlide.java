// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * A slide of any size that costs little to write: one rendered section laid side by side, each of
 * its tiles stored once. To read it costs what any slide of its size costs.
 */
public final class LaidSlide {
  private LaidSlide() {}

  /**
   * Writes a slide.
   *
   * @param spec of the section, whose side is a multiple of 256 px times the largest downsample, or
   *     a power of two
   * @param sidePx side of level 0
   * @param downsamples of the levels, 1 first; one alone makes a flat slide
   */
  public static Path write(SyntheticSlideSpec spec, int sidePx, int[] downsamples, Path file)
      throws IOException {
    var section = SyntheticSlides.render(spec, SectionLayout.of(spec));
    try (var out = new PyramidalTiff(file, spec.mpp())) {
      out.begin();
      long link = PyramidalTiff.FIRST_LINK;
      for (int downsample : downsamples) {
        int side = section.widthPx() / downsample;
        var level = section.resized(side, side);
        link = out.writeLaid(wholeTiles(level), sidePx / downsample, spec.mpp() * downsample, link);
      }
    }
    return file;
  }

  /** The picture, or so many of it that they fill a tile. */
  private static RgbImage wholeTiles(RgbImage image) {
    int times = Math.ceilDiv(PyramidalTiff.TILE_PX, image.widthPx());
    int side = times * image.widthPx();
    var pixels = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      int from = 3 * (y % image.heightPx()) * image.widthPx();
      for (int i = 0; i < times; i++) {
        int to = 3 * (y * side + i * image.widthPx());
        System.arraycopy(image.pixels(), from, pixels, to, 3 * image.widthPx());
      }
    }
    return new RgbImage(side, side, pixels);
  }
}
