// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.contextile.library.wsi.slide.RgbImage;

/** Glass with coloured rectangles, as a tiled pyramidal JPEG TIFF. */
public final class PictureTiff {
  private static final int GLASS = 0xf3f3f3;

  private final RgbImage image;
  private final Random random = new Random(3);

  public PictureTiff(int widthPx, int heightPx) {
    image = new RgbImage(widthPx, heightPx, new byte[3 * widthPx * heightPx]);
    Arrays.fill(image.pixels(), (byte) GLASS);
  }

  /**
   * Paints a rectangle.
   *
   * @param colour 0xRRGGBB
   * @param noise grey levels by which its pixels differ from the colour
   */
  public PictureTiff paint(int left, int top, int width, int height, int colour, int noise) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        int more = random.nextInt(2 * noise + 1) - noise;
        for (int c = 0; c < 3; c++) {
          int value = (colour >> (8 * (2 - c)) & 0xff) + more;
          image.pixels()[3 * (y * image.widthPx() + x) + c] = (byte) Math.clamp(value, 0, 255);
        }
      }
    }
    return this;
  }

  public RgbImage image() {
    return image;
  }

  public Path write(Path file, double mpp) throws IOException {
    SyntheticSlides.write(image, mpp, file);
    return file;
  }
}
