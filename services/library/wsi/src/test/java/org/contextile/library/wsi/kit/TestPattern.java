// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.kit;

import java.util.List;

/**
 * A picture of which every pixel follows from its place and level, so that what a reader gives can
 * be told right from wrong without reading it another way.
 *
 * @param sizes width and height of each level, finest first; each divides the first one's
 * @param tileWidthPx width of a stored tile, a multiple of 16
 * @param tileHeightPx height of a stored tile, a multiple of 16
 */
public record TestPattern(List<Size> sizes, int tileWidthPx, int tileHeightPx) {
  public static final int BACKGROUND = 0xffffff;

  /** Three levels, the coarsest of prime size, none a whole number of stored tiles. */
  public static final TestPattern PYRAMID =
      new TestPattern(
          List.of(new Size(4 * 97, 4 * 131), new Size(2 * 97, 2 * 131), new Size(97, 131)), 48, 32);

  /** One level of prime size. */
  public static final TestPattern PRIME = new TestPattern(List.of(new Size(1009, 757)), 64, 48);

  /** Width and height in pixels of the level. */
  public record Size(int widthPx, int heightPx) {}

  public int downsample(int level) {
    return sizes.getFirst().widthPx() / sizes.get(level).widthPx();
  }

  /** The pixel at (x, y) of a level as 0xRRGGBB; the background outside. */
  public int rgb(int level, long x, long y) {
    Size size = sizes.get(level);
    if (x < 0 || y < 0 || x >= size.widthPx() || y >= size.heightPx()) {
      return BACKGROUND;
    }
    long red = 7 * x + 13 * y + 61L * level;
    long green = 3 * x + 29 * y + x * y;
    long blue = x / 16 + 11 * (y / 16) + 101L * level;
    return (int) ((red & 0xff) << 16 | (green & 0xff) << 8 | (blue & 0xff));
  }
}
