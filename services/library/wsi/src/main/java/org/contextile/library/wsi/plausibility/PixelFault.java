// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import java.util.Arrays;
import java.util.Optional;
import org.contextile.library.wsi.tiff.TiffPage;

/** Why the pixels of a page of a TIFF would be shown wrong. */
public final class PixelFault {
  private static final String TO_RGB =
      "convert it to 8-bit RGB, such as by vips colourspace IN OUT.tif[tile,pyramid,compression=jpeg,Q=90] srgb";
  private static final String TURN =
      "turn it by vips autorot IN OUT.tif[tile,pyramid,compression=jpeg,Q=90], or if the tag alone is wrong, set it by tiffset -s 274 1 FILE";

  private PixelFault() {}

  /**
   * The tag that says so, and what to do; empty when it is 8-bit RGB, upright, with or without
   * alpha.
   */
  public static Optional<String> of(TiffPage page) {
    if (page.orientation() < 0 || page.orientation() > 1) {
      return Optional.of(
          "the TIFF tag Orientation (274) is %d, so that the picture is stored turned or mirrored: %s"
              .formatted(page.orientation(), TURN));
    }
    if (Arrays.stream(page.bitsPerSample()).anyMatch(bits -> bits != 8)) {
      return Optional.of(
          "the TIFF tag BitsPerSample (258) is %d, not 8: %s, after its range is stretched to that of its bits"
              .formatted(page.bitsPerSample()[0], TO_RGB));
    }
    if (Arrays.stream(page.sampleFormat()).anyMatch(format -> format != 1 && format != 4)) {
      return Optional.of(
          "the TIFF tag SampleFormat (339) is %d, not 1 (unsigned): %s"
              .formatted(page.sampleFormat()[0], TO_RGB));
    }
    if (!Photometric.isColour(page.photometric())) {
      return Optional.of(
          "the TIFF tag PhotometricInterpretation (262) is %s, not RGB or YCbCr: %s"
              .formatted(Photometric.name(page.photometric()), TO_RGB));
    }
    boolean alpha = page.samplesPerPixel() == 4 && page.hasAlpha();
    if (page.samplesPerPixel() != 3 && !alpha) {
      return Optional.of(
          "the TIFF tag SamplesPerPixel (277) is %d, not 3, or 4 with alpha (ExtraSamples 1 or 2): %s"
              .formatted(page.samplesPerPixel(), TO_RGB));
    }
    return Optional.empty();
  }
}
