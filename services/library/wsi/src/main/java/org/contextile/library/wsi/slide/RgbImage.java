// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.contextile.library.wsi.jpeg.JpegEncoder;
import org.contextile.library.wsi.jpeg.TurboJpeg;

/**
 * An image of 8-bit red, green, blue, row by row from the top left.
 *
 * @param widthPx width in pixels
 * @param heightPx height in pixels
 * @param pixels {@code widthPx · heightPx · 3} bytes, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // pixels are moved, never compared
public record RgbImage(int widthPx, int heightPx, byte[] pixels) {
  public RgbImage {
    if (widthPx <= 0 || heightPx <= 0 || pixels.length != 3L * widthPx * heightPx) {
      throw new IllegalArgumentException(
          pixels.length + " bytes for " + widthPx + " × " + heightPx + " px");
    }
  }

  /** The pixel at (x, y) as 0xRRGGBB. */
  public int rgb(int x, int y) {
    int i = 3 * (y * widthPx + x);
    return (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | (pixels[i + 2] & 0xff);
  }

  /** The image as JPEG, its chroma at half the size; quality 1 to 100. */
  public byte[] toJpeg(int quality) {
    if (TurboJpeg.isThere()) {
      return JpegEncoder.encode(pixels, widthPx, heightPx, quality);
    }
    try (var parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
      return encode(".jpg", parameters);
    }
  }

  /** The image as PNG. */
  public byte[] toPng() {
    try (var parameters = new IntPointer(0)) {
      return encode(".png", parameters);
    }
  }

  /** The image averaged down, or interpolated, to the given size in pixels. */
  public RgbImage resized(int widthPx, int heightPx) {
    if (widthPx == this.widthPx && heightPx == this.heightPx) {
      return this;
    }
    try (var source = toMat();
        var target = new Mat();
        var size = new Size(widthPx, heightPx)) {
      resize(source, target, size, 0, 0, INTER_AREA);
      return fromMat(target);
    }
  }

  private byte[] encode(String extension, IntPointer parameters) {
    try (var rgb = toMat();
        var bgr = new Mat();
        var encoded = new BytePointer()) {
      cvtColor(rgb, bgr, COLOR_RGB2BGR);
      if (!imencode(extension, bgr, encoded, parameters)) {
        throw new IllegalStateException("OpenCV did not encode the image as " + extension);
      }
      var bytes = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(bytes);
      return bytes;
    }
  }

  private Mat toMat() {
    var mat = new Mat(heightPx, widthPx, CV_8UC3);
    mat.data().put(pixels);
    return mat;
  }

  private static RgbImage fromMat(Mat mat) {
    var pixels = new byte[mat.rows() * mat.cols() * 3];
    mat.data().get(pixels);
    return new RgbImage(mat.cols(), mat.rows(), pixels);
  }
}
