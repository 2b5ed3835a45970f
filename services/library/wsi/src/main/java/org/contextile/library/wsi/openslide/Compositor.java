// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

/** Turns OpenSlide's premultiplied ARGB into RGB over an opaque background. */
final class Compositor {
  private Compositor() {}

  /**
   * Writes {@code count} pixels of three bytes: {@code colour + background · (255 − alpha) / 255}.
   *
   * @param from index of the first byte in {@code rgb}
   * @param background 0xRRGGBB
   */
  static void toRgb(int[] argb, int count, byte[] rgb, int from, int background) {
    for (int i = 0, o = from; i < count; i++, o += 3) {
      int pixel = argb[i];
      if (pixel >>> 24 != 255) {
        pixel = over(pixel, background);
      }
      rgb[o] = (byte) (pixel >> 16);
      rgb[o + 1] = (byte) (pixel >> 8);
      rgb[o + 2] = (byte) pixel;
    }
  }

  private static int over(int pixel, int background) {
    int rest = 255 - (pixel >>> 24);
    int red = channel(pixel >> 16, background >> 16, rest);
    int green = channel(pixel >> 8, background >> 8, rest);
    int blue = channel(pixel, background, rest);
    return red << 16 | green << 8 | blue;
  }

  private static int channel(int colour, int background, int rest) {
    return Math.min(255, (colour & 0xff) + ((background & 0xff) * rest + 127) / 255);
  }
}
