// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_CLOSE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;

import java.util.BitSet;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.contextile.library.wsi.slide.Overview;
import org.contextile.library.wsi.slide.RgbImage;

/** What is stained and no ink, mended by shape. */
final class TissueSegmentation {
  /** Folds and the scanner's black border are darker than stained tissue at this scale. */
  private static final int LEAST_BRIGHTNESS = 35;

  private TissueSegmentation() {}

  /**
   * Finds the tissue of a picture.
   *
   * @param mpp of the picture
   * @param level0PerPx level-0 pixels per pixel of the picture
   */
  static FoundTissue segment(
      Overview overview, double mpp, double level0PerPx, TissueSettings settings) {
    RgbImage image = overview.image();
    PenMarks pen = PenMarks.of(image, mpp);
    Stain stain = Stain.of(image, pen.all());
    byte[] mask = stain.stained();
    for (int i = 0; i < mask.length; i++) {
      if (brightness(image.pixels(), i) < LEAST_BRIGHTNESS) {
        mask[i] = 0;
      }
    }
    byte[] withInk = with(mask, pen.coloured());
    mend(mask, image, mpp, settings);
    if (pen.coloured().isEmpty()) {
      withInk = mask;
    } else {
      mend(withInk, image, mpp, settings);
    }
    var kinds = new byte[mask.length];
    for (int i = 0; i < kinds.length; i++) {
      // Closing gaps and filling holes reaches into ink, and into what nobody has seen.
      kinds[i] =
          (byte)
              (overview.unreadable().get(i)
                  ? TissueMask.UNREADABLE_GREY
                  : pen.black().get(i)
                      ? TissueMask.BLACK_INK_GREY
                      : pen.coloured().get(i)
                          ? TissueMask.COLOURED_INK_GREY
                          : mask[i] != 0
                              ? TissueMask.TISSUE_GREY
                              // Gaps and holes that there are only with ink as tissue.
                              : withInk[i] != 0
                                  ? TissueMask.COLOURED_INK_GREY
                                  : TissueMask.BACKGROUND_GREY);
    }
    double least = settings.minAreaMicrometres2() / (mpp * mpp) * level0PerPx * level0PerPx;
    var found =
        new TissueMask(image.widthPx(), image.heightPx(), kinds, level0PerPx)
            .counting(least, settings.keepColouredInk());
    return new FoundTissue(found, stain.saturation(), stain.faint() && found.fraction() > 0);
  }

  /** A mask with more in it. */
  private static byte[] with(byte[] mask, BitSet more) {
    var both = mask.clone();
    for (int i = more.nextSetBit(0); i >= 0; i = more.nextSetBit(i + 1)) {
      both[i] = (byte) 255;
    }
    return both;
  }

  private static void mend(byte[] mask, RgbImage image, double mpp, TissueSettings settings) {
    close(mask, image.widthPx(), image.heightPx(), settings.closingMicrometres() / mpp);
    fillHoles(mask, image, settings.minHoleMicrometres2() / (mpp * mpp));
  }

  private static int brightness(byte[] rgb, int pixel) {
    return Math.max(
        rgb[3 * pixel] & 0xff, Math.max(rgb[3 * pixel + 1] & 0xff, rgb[3 * pixel + 2] & 0xff));
  }

  private static void close(byte[] mask, int width, int height, double gapPx) {
    // A kernel larger than the image would do no more, and take for ever.
    int side = 2 * (int) Math.round(Math.min(gapPx / 2, Math.max(width, height))) + 1;
    if (side < 3) {
      return;
    }
    try (var source = Pixels.mat(mask, width, height);
        var target = new Mat();
        var size = new Size(side, side);
        var kernel = getStructuringElement(MORPH_ELLIPSE, size)) {
      morphologyEx(source, target, MORPH_CLOSE, kernel);
      target.data().get(mask);
    }
  }

  private static void fillHoles(byte[] mask, RgbImage image, double least) {
    var holes = Components.of(image.widthPx(), image.heightPx(), i -> mask[i] == 0);
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] == 0 && holes.areaAt(i) < least) {
        mask[i] = (byte) 255;
      }
    }
  }
}
