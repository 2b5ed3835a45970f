// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.contextile.library.wsi.pyramid.TiffOutput;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * A slide as large as real ones, on disk too: four rendered sections laid side by side over and
 * over, every tile stored where it lies, down to a level of at least 256 px on both sides. Takes
 * memory for the sections, at most 8192 × 8192 px, however large the slide.
 */
public final class LargeSlide {
  private static final int MOST_SECTION_PX = 4096;
  private static final int LEAST_SECTION_PX = 512;
  private static final int LEAST_LEVEL_PX = 256;

  private LargeSlide() {}

  /**
   * Writes a slide, as a BigTIFF if 4 GiB do not do.
   *
   * @param mpp micrometres per pixel, 0.1 to 2
   * @param progress told the part that is written, 0 to 1
   * @return its size in bytes
   */
  public static long write(
      Path file, int widthPx, int heightPx, double mpp, long seed, DoubleConsumer progress)
      throws IOException {
    return write(file, widthPx, heightPx, mpp, seed, false, progress);
  }

  static long write(
      Path file,
      int widthPx,
      int heightPx,
      double mpp,
      long seed,
      boolean forceBig,
      DoubleConsumer progress)
      throws IOException {
    List<LaidLevel> levels = levels(widthPx, heightPx, mpp, seed);
    long bytes = levels.stream().mapToLong(LaidLevel::bytes).sum();
    long tiles = levels.stream().mapToLong(LaidLevel::count).sum();
    try (var out = new TiffOutput(file, forceBig || TiffOutput.needsBig(bytes + 20 * tiles))) {
      long before = 0;
      for (int level = 0; level < levels.size(); level++) {
        long done = before;
        levels
            .get(level)
            .write(
                out,
                mpp,
                1 << level,
                false,
                count -> progress.accept((double) (done + count) / tiles));
        before += levels.get(level).count();
      }
      return out.bytes();
    }
  }

  private static List<LaidLevel> levels(int widthPx, int heightPx, double mpp, long seed) {
    RgbImage picture = sections(sectionSide(Math.max(widthPx, heightPx)), mpp, seed);
    List<LaidLevel> levels = new ArrayList<>();
    for (int shift = 0;
        shift == 0 || Math.min(widthPx >> shift, heightPx >> shift) >= LEAST_LEVEL_PX;
        shift++) {
      if (shift > 0) {
        picture = picture.resized(picture.widthPx() / 2, picture.heightPx() / 2);
      }
      levels.add(new LaidLevel(picture, widthPx >> shift, heightPx >> shift));
    }
    return levels;
  }

  /** A power of two, so that halves of it fill tiles, or are filled by them. */
  private static int sectionSide(int longer) {
    return Math.clamp(
        Integer.highestOneBit(Math.max(1, longer / 2 - 1)) * 2L, LEAST_SECTION_PX, MOST_SECTION_PX);
  }

  /** Two of either class. */
  private static RgbImage sections(int side, double mpp, long seed) {
    byte[] pixels = new byte[3 * 4 * side * side];
    for (int i = 0; i < 4; i++) {
      var shows = i == 0 || i == 3 ? SectionClass.NORMAL : SectionClass.TUMOUR;
      var spec = new SyntheticSlideSpec(seed * 1_000_003 + i, side, mpp, shows);
      byte[] section = SyntheticSlides.render(spec, SectionLayout.of(spec)).pixels();
      for (int y = 0; y < side; y++) {
        int to = 3 * ((y + i / 2 * side) * 2 * side + i % 2 * side);
        System.arraycopy(section, 3 * y * side, pixels, to, 3 * side);
      }
    }
    return new RgbImage(2 * side, 2 * side, pixels);
  }
}
