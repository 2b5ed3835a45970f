// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.PixelReader;

/**
 * The size of the whole image that its description states, beside that of level 0. A tool that
 * makes an Aperio slide smaller and copies its description copies a size of pixels that is no
 * longer true.
 *
 * <p>Aperio's second line begins {@code 46920x33014 [0,100 46000x32914] (256x256)}: the scan, then
 * what was cut out of it, if anything; OME's XML has {@code SizeX} and {@code SizeY}.
 */
final class DescribedSize {
  private static final Pattern APERIO =
      Pattern.compile(
          "^Aperio[^\\n]*\\n\\s*(\\d{1,9})x(\\d{1,9})(?:\\s*\\[\\d+,\\d+ (\\d{1,9})x(\\d{1,9})\\])?");
  private static final Pattern OME_WIDTH = Pattern.compile("<Pixels[^>]*\\bSizeX=\"(\\d{1,9})\"");
  private static final Pattern OME_HEIGHT = Pattern.compile("<Pixels[^>]*\\bSizeY=\"(\\d{1,9})\"");

  /** A crop may be off by some pixels; a smaller version is off by a factor. */
  private static final double LEAST_FACTOR = 1.1;

  private static final double SAME_FACTOR = 0.02;

  private DescribedSize() {}

  /** Why the size of pixels is of another image. */
  static Optional<String> contradiction(PixelReader reader) {
    String text = reader.properties().getOrDefault("tiff.ImageDescription", "");
    Level level = reader.levels().getFirst();
    long[] described = described(text);
    if (described.length == 0 || reader.mpp().isEmpty()) {
      return Optional.empty();
    }
    double across = (double) described[0] / level.widthPx();
    double down = (double) described[1] / level.heightPx();
    boolean shrunk =
        Math.max(across, 1 / across) >= LEAST_FACTOR
            && Math.abs(across - down) <= SAME_FACTOR * Math.max(across, down);
    return shrunk
        ? Optional.of(
            "the file's description is of %d × %d px, its largest level has %d × %d px, so that the %s µm per pixel that it states may be those of the former"
                .formatted(
                    described[0],
                    described[1],
                    level.widthPx(),
                    level.heightPx(),
                    reader.mpp().get().x()))
        : Optional.empty();
  }

  private static long[] described(String text) {
    Matcher aperio = APERIO.matcher(text);
    if (aperio.find()) {
      boolean cut = aperio.group(3) != null;
      return new long[] {
        Long.parseLong(aperio.group(cut ? 3 : 1)), Long.parseLong(aperio.group(cut ? 4 : 2))
      };
    }
    Matcher width = OME_WIDTH.matcher(text);
    Matcher height = OME_HEIGHT.matcher(text);
    return width.find() && height.find()
        ? new long[] {Long.parseLong(width.group(1)), Long.parseLong(height.group(1))}
        : new long[0];
  }
}
