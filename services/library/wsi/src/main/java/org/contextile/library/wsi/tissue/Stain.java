// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_OTSU;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import java.util.BitSet;
import org.bytedeco.opencv.opencv_core.Mat;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * What is coloured of an image: its saturation, smoothed, above a threshold. Otsu's serves where
 * the stain is of usual strength. Where it is faint, saturation is taken relative to the glass,
 * whose own tint is then as strong, and what stands out of the glass's noise is stained, if it is
 * darker than glass and has texture.
 *
 * @param stained whether each pixel is, not 0 for yes
 * @param saturation above which it is, 0 to 255
 * @param faint whether the threshold is lower than for stains of usual strength
 */
@SuppressWarnings("ArrayRecordComponent") // looked into, never compared
record Stain(byte[] stained, double saturation, boolean faint) {
  // Otsu always splits: bounds keep it from finding tissue in a blank slide, or background in one
  // that is filled with tissue. In units of 8-bit saturation.
  private static final int LEAST_SATURATION = 15;
  private static final int MOST_SATURATION = 35;

  /** Where Otsu's threshold is below, the stain is faint, or there is none. */
  private static final int USUAL_SATURATION = 20;

  /** What stands out of glass by more is of usual strength, however Otsu splits. */
  private static final double USUAL_CONTRAST = 30;

  // Of what is faintly stained, above glass: medians of both, their greys, and its own spread.
  private static final double LEAST_CONTRAST = 4.5;
  private static final double LEAST_DARKNESS = 4;
  private static final double LEAST_SPREAD = 0.9;

  /**
   * @param ignored pixels that are neither stained nor glass
   */
  static Stain of(RgbImage image, BitSet ignored) {
    byte[] saturation = smooth(saturation(image), image, 3);
    double otsu = otsu(saturation, ignored);
    if (otsu >= USUAL_SATURATION) {
      return above(Math.min(otsu, MOST_SATURATION), saturation, ignored, false);
    }
    return faint(image, saturation, otsu, ignored);
  }

  private static Stain faint(RgbImage image, byte[] saturation, double otsu, BitSet ignored) {
    var glass = new int[3];
    for (int c = 0; c < 3; c++) {
      int channel = c;
      glass[c] =
          Histogram.of(
                  saturation.length,
                  i -> !ignored.get(i) && (saturation[i] & 0xff) <= otsu,
                  i -> image.pixels()[3 * i + channel] & 0xff)
              .mode();
    }
    byte[] balanced = smooth(balanced(image, glass), image, 5);
    double split = otsu(balanced, ignored);
    var low = histogram(balanced, ignored, 0, split);
    double middle = low.quantile(0.5);
    double noise = Math.max(0.5, (middle - low.quantile(0.1)) / 1.28);
    double least = Math.max(middle + 2.5, Math.min(split, middle + Math.max(3, 5 * noise)));
    var high = histogram(balanced, ignored, Math.nextUp(least), 255);
    if (high.count() > 0 && high.mean() - middle >= USUAL_CONTRAST) {
      double usual = Math.clamp(otsu, LEAST_SATURATION, MOST_SATURATION);
      return above(usual, saturation, ignored, false);
    }
    boolean found =
        high.count() > 0
            && high.mean() - middle >= LEAST_CONTRAST
            && high.deviation() >= LEAST_SPREAD
            && grey(image, balanced, ignored, 0, split)
                    - grey(image, balanced, ignored, Math.nextUp(least), 255)
                >= LEAST_DARKNESS;
    return found
        ? above(least, balanced, ignored, least < LEAST_SATURATION)
        : above(Math.max(LEAST_SATURATION, split), balanced, ignored, false);
  }

  private static Stain above(double least, byte[] saturation, BitSet ignored, boolean faint) {
    var stained = new byte[saturation.length];
    for (int i = 0; i < stained.length; i++) {
      stained[i] = (byte) ((saturation[i] & 0xff) > least && !ignored.get(i) ? 255 : 0);
    }
    return new Stain(stained, least, faint);
  }

  private static byte[] saturation(RgbImage image) {
    try (var rgb = new Mat(image.heightPx(), image.widthPx(), CV_8UC3);
        var hsv = new Mat();
        var saturation = new Mat()) {
      rgb.data().put(image.pixels());
      cvtColor(rgb, hsv, COLOR_RGB2HSV);
      extractChannel(hsv, saturation, 1);
      return Pixels.bytes(saturation);
    }
  }

  /** Saturation as it would be if the glass were white. */
  private static byte[] balanced(RgbImage image, int[] glass) {
    var saturation = new byte[image.widthPx() * image.heightPx()];
    for (int i = 0; i < saturation.length; i++) {
      double most = 0;
      double least = 255;
      for (int c = 0; c < 3; c++) {
        double value =
            Math.min(255, 255.0 * (image.pixels()[3 * i + c] & 0xff) / Math.max(1, glass[c]));
        most = Math.max(most, value);
        least = Math.min(least, value);
      }
      saturation[i] = (byte) (most > 0 ? Math.rint(255 * (most - least) / Math.max(most, 1)) : 0);
    }
    return saturation;
  }

  private static byte[] smooth(byte[] pixels, RgbImage image, int side) {
    try (var source = Pixels.mat(pixels, image.widthPx(), image.heightPx());
        var smooth = new Mat()) {
      medianBlur(source, smooth, side);
      return Pixels.bytes(smooth);
    }
  }

  private static double otsu(byte[] pixels, BitSet ignored) {
    byte[] counted = pixels;
    if (!ignored.isEmpty()) {
      counted = new byte[pixels.length - ignored.cardinality()];
      int to = 0;
      for (int i = ignored.nextClearBit(0); i < pixels.length; i = ignored.nextClearBit(i + 1)) {
        counted[to++] = pixels[i];
      }
    }
    if (counted.length == 0) {
      return 0;
    }
    try (var source = Pixels.mat(counted, counted.length, 1);
        var split = new Mat()) {
      return threshold(source, split, 0, 255, THRESH_BINARY + THRESH_OTSU);
    }
  }

  private static Histogram histogram(byte[] pixels, BitSet ignored, double from, double to) {
    return Histogram.of(
        pixels.length,
        i -> !ignored.get(i) && (pixels[i] & 0xff) >= from && (pixels[i] & 0xff) <= to,
        i -> pixels[i] & 0xff);
  }

  /** The median brightness of the pixels whose saturation is between two. */
  private static double grey(
      RgbImage image, byte[] saturation, BitSet ignored, double from, double to) {
    return Histogram.of(
            saturation.length,
            i -> !ignored.get(i) && (saturation[i] & 0xff) >= from && (saturation[i] & 0xff) <= to,
            i ->
                (299 * (image.pixels()[3 * i] & 0xff)
                        + 587 * (image.pixels()[3 * i + 1] & 0xff)
                        + 114 * (image.pixels()[3 * i + 2] & 0xff))
                    / 1000)
        .quantile(0.5);
  }
}
