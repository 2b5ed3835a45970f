// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.BitSet;

/**
 * A slide, or a part of one, averaged down, with what of it could not be read.
 *
 * @param image its pixels; unreadable ones are {@link AreaAverage#UNREADABLE} grey
 * @param unreadable the pixels under which nothing could be read, by index row by row
 */
public record Overview(RgbImage image, BitSet unreadable) {
  public Overview {
    unreadable = (BitSet) unreadable.clone();
  }

  /** The part of the image that could not be read, 0 to 1. */
  public double unreadableFraction() {
    return (double) unreadable.cardinality() / ((long) image.widthPx() * image.heightPx());
  }

  /** The same at another size; a pixel is unreadable where the one under its middle is. */
  Overview resized(int widthPx, int heightPx) {
    if (widthPx == image.widthPx() && heightPx == image.heightPx()) {
      return this;
    }
    var scaled = new BitSet();
    if (!unreadable.isEmpty()) {
      for (int y = 0; y < heightPx; y++) {
        long row = (2L * y + 1) * image.heightPx() / (2L * heightPx);
        for (int x = 0; x < widthPx; x++) {
          long column = (2L * x + 1) * image.widthPx() / (2L * widthPx);
          scaled.set(y * widthPx + x, unreadable.get((int) (row * image.widthPx() + column)));
        }
      }
    }
    return new Overview(image.resized(widthPx, heightPx), scaled);
  }
}
