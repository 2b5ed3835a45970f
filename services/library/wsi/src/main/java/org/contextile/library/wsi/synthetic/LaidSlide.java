// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import org.contextile.library.wsi.pyramid.TiffOutput;

/**
 * A slide of any size that costs little to write: one rendered section laid side by side, each of
 * its tiles stored once. To decode it costs what any slide of its size costs.
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
    try (var out = new TiffOutput(file, false)) {
      for (int downsample : downsamples) {
        int side = section.widthPx() / downsample;
        int levelSide = sidePx / downsample;
        new LaidLevel(section.resized(side, side), levelSide, levelSide)
            .write(out, spec.mpp(), downsample, true, _ -> {});
      }
    }
    return file;
  }
}
