// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.CC_STAT_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2HSV;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_CLOSE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_OTSU;
import static org.bytedeco.opencv.global.opencv_imgproc.connectedComponentsWithStats;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.morphologyEx;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.indexer.IntIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.contextile.library.wsi.slide.RgbImage;

/** Saturation, smoothed and split by Otsu's threshold, then mended by shape. */
final class TissueSegmentation {
  // Otsu always splits: bounds keep it from finding tissue in a blank slide, or background in one
  // that is filled with tissue. In units of 8-bit saturation.
  private static final int LEAST_SATURATION = 15;
  private static final int MOST_SATURATION = 35;

  /** Ink, folds and the scanner's black border are darker than stained tissue at this scale. */
  private static final int LEAST_BRIGHTNESS = 35;

  private TissueSegmentation() {}

  /** One byte a pixel of the image, not 0 for tissue; {@code mpp} is that of the image. */
  static byte[] segment(RgbImage image, double mpp, TissueSettings settings) {
    try (var rgb = new Mat(image.heightPx(), image.widthPx(), CV_8UC3);
        var hsv = new Mat();
        var saturation = new Mat();
        var brightness = new Mat()) {
      rgb.data().put(image.pixels());
      cvtColor(rgb, hsv, COLOR_RGB2HSV);
      extractChannel(hsv, saturation, 1);
      extractChannel(hsv, brightness, 2);
      var bright = bytes(brightness);
      var mask = saturated(saturation);
      for (int i = 0; i < mask.length; i++) {
        if ((bright[i] & 0xff) < LEAST_BRIGHTNESS) {
          mask[i] = 0;
        }
      }
      close(mask, image.widthPx(), image.heightPx(), settings.closingMicrometres() / mpp);
      double pixelArea = mpp * mpp;
      flip(mask, image, false, settings.minHoleMicrometres2() / pixelArea);
      flip(mask, image, true, settings.minAreaMicrometres2() / pixelArea);
      return mask;
    }
  }

  /** A grey image as a PNG of one channel. */
  static byte[] png(int width, int height, byte[] grey) {
    try (var image = mat(grey, width, height);
        var parameters = new IntPointer(0);
        var encoded = new BytePointer()) {
      if (!imencode(".png", image, encoded, parameters)) {
        throw new IllegalStateException("OpenCV did not encode the mask as PNG");
      }
      var bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    }
  }

  /** A PNG as an image of one channel; the caller closes it. */
  static Mat grey(byte[] png) {
    try (var bytes = new Mat(png)) {
      Mat image = imdecode(bytes, IMREAD_GRAYSCALE);
      if (image.empty()) {
        image.close();
        throw new IllegalArgumentException("no PNG of a tissue mask");
      }
      return image;
    }
  }

  private static byte[] saturated(Mat saturation) {
    try (var smooth = new Mat();
        var split = new Mat()) {
      medianBlur(saturation, smooth, 3);
      double otsu = threshold(smooth, split, 0, 255, THRESH_BINARY + THRESH_OTSU);
      double bounded = Math.clamp(otsu, LEAST_SATURATION, MOST_SATURATION);
      threshold(smooth, split, bounded, 255, THRESH_BINARY);
      return bytes(split);
    }
  }

  private static void close(byte[] mask, int width, int height, double gapPx) {
    // A kernel larger than the image would do no more, and take for ever.
    int side = 2 * (int) Math.round(Math.min(gapPx / 2, Math.max(width, height))) + 1;
    if (side < 3) {
      return;
    }
    try (var source = mat(mask, width, height);
        var target = new Mat();
        var size = new Size(side, side);
        var kernel = getStructuringElement(MORPH_ELLIPSE, size)) {
      morphologyEx(source, target, MORPH_CLOSE, kernel);
      target.data().get(mask);
    }
  }

  /** Turns pieces of tissue, or of background, that are smaller than {@code least} pixels. */
  private static void flip(byte[] mask, RgbImage image, boolean tissue, double least) {
    var wanted = new byte[mask.length];
    for (int i = 0; i < mask.length; i++) {
      wanted[i] = (byte) (mask[i] != 0 == tissue ? 255 : 0);
    }
    try (var source = mat(wanted, image.widthPx(), image.heightPx());
        var labels = new Mat();
        var statistics = new Mat();
        var centroids = new Mat()) {
      connectedComponentsWithStats(source, labels, statistics, centroids);
      try (IntIndexer label = labels.createIndexer();
          IntIndexer statistic = statistics.createIndexer()) {
        for (int i = 0; i < mask.length; i++) {
          int of = label.get(i / image.widthPx(), i % image.widthPx());
          if (of != 0 && statistic.get(of, CC_STAT_AREA) < least) {
            mask[i] = (byte) (tissue ? 0 : 255);
          }
        }
      }
    }
  }

  private static Mat mat(byte[] pixels, int width, int height) {
    var mat = new Mat(height, width, CV_8UC1);
    mat.data().put(pixels);
    return mat;
  }

  static byte[] bytes(Mat mat) {
    var bytes = new byte[mat.rows() * mat.cols()];
    mat.data().get(bytes);
    return bytes;
  }
}
