// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/**
 * Whether coarse levels show what level 0 shows. A converter that labels YCbCr tiles RGB on some
 * levels, or pads a square level on both axes, leaves no figure that says so: the colours do. Each
 * level is compared with the next finer one that was found right, at places spread over it.
 */
public final class LevelContents {
  private static final int PROBES = 6;

  /** Side of a place, in pixels of the level: enough that noise averages out. */
  private static final int SIDE_PX = 8;

  /** Grey levels between means that JPEG, sharpening and ways of shrinking do not make. */
  private static final double FAR = 24;

  /** Places at edges of tissue may be far apart where a level lies half a pixel off. */
  private static final double MOST_FAR = 0.25;

  /** A finer level is read in squares up to this; fewer pixels of a coarser one do then. */
  private static final int MOST_SIDE_PX = 1024;

  private LevelContents() {}

  /** The slide with the levels that agree, and a warning of each other one. */
  public static Slide sound(Slide slide) {
    var kept = new ArrayList<Level>();
    var warnings = new ArrayList<String>();
    for (Level level : slide.levels()) {
      Optional<String> doubt =
          kept.isEmpty() ? Optional.empty() : doubt(slide, kept.getLast(), level);
      if (doubt.isEmpty()) {
        kept.add(level);
      } else {
        warnings.add(doubt.get());
      }
    }
    return warnings.isEmpty() ? slide : slide.withOnly(kept, warnings);
  }

  private static Optional<String> doubt(Slide slide, Level finer, Level level) {
    double ratio = level.downsample() / finer.downsample();
    int side = (int) Math.clamp(Math.floor(MOST_SIDE_PX / ratio), 1, SIDE_PX);
    if (level.widthPx() < 2 * SIDE_PX || level.heightPx() < 2 * SIDE_PX) {
      return Optional.empty();
    }
    int seen = 0;
    int far = 0;
    double most = 0;
    for (int i = 0; i < PROBES * PROBES; i++) {
      long x = place(i % PROBES, level.widthPx() - side);
      long y = place(i / PROBES, level.heightPx() - side);
      int finerSide = (int) Math.max(1, Math.round(side * ratio));
      try {
        double[] coarse = mean(slide.read(new LevelRegion(level, x, y, side, side)));
        double[] fine =
            mean(
                slide.read(
                    new LevelRegion(
                        finer,
                        Math.round(x * ratio),
                        Math.round(y * ratio),
                        finerSide,
                        finerSide)));
        double apart = apart(coarse, fine);
        most = Math.max(most, apart);
        far += apart > FAR ? 1 : 0;
        seen++;
      } catch (UnreadableRegionException e) {
        // A broken tile says nothing of the others.
      }
    }
    return far > MOST_FAR * seen
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "Level %d (%d × %d px) is left out of every figure: at %d of %d places its colours"
                    + " differ from those of level %d, by up to %.0f grey levels.",
                level.index(),
                level.widthPx(),
                level.heightPx(),
                far,
                seen,
                finer.index(),
                most))
        : Optional.empty();
  }

  private static long place(int index, long length) {
    return (2L * index + 1) * length / (2 * PROBES);
  }

  private static double[] mean(RgbImage image) {
    var sums = new double[3];
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      sums[i % 3] += pixels[i] & 0xff;
    }
    for (int c = 0; c < 3; c++) {
      sums[c] /= pixels.length / 3.0;
    }
    return sums;
  }

  private static double apart(double[] one, double[] other) {
    double most = 0;
    for (int c = 0; c < 3; c++) {
      most = Math.max(most, Math.abs(one[c] - other[c]));
    }
    return most;
  }
}
