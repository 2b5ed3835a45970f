// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Images of one channel of bytes, here and in OpenCV. */
final class Pixels {
  private Pixels() {}

  /** The caller closes it. */
  static Mat mat(byte[] pixels, int width, int height) {
    var mat = new Mat(height, width, CV_8UC1);
    mat.data().put(pixels);
    return mat;
  }

  static byte[] bytes(Mat mat) {
    var bytes = new byte[mat.rows() * mat.cols()];
    mat.data().get(bytes);
    return bytes;
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
}
