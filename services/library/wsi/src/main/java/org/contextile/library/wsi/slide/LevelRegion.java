// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/**
 * A rectangle of one stored level: what a {@link PixelReader} is asked for, whatever was asked of
 * the slide.
 *
 * @param x left edge in pixels of the level; may lie outside it
 * @param y top edge in pixels of the level; may lie outside it
 * @param widthPx width in pixels of the level
 * @param heightPx height in pixels of the level
 */
public record LevelRegion(Level level, long x, long y, int widthPx, int heightPx) {
  /** As many as an array of RGB can hold. */
  private static final long MOST_PX = Integer.MAX_VALUE / 3;

  public LevelRegion {
    if (widthPx <= 0 || heightPx <= 0 || (long) widthPx * heightPx > MOST_PX) {
      throw new IllegalArgumentException("a region of " + widthPx + " × " + heightPx + " px");
    }
  }

  /** Pixels of the level. */
  public long areaPx() {
    return (long) widthPx * heightPx;
  }

  /** Bytes of the region in RGB. */
  public int bytes() {
    return Math.toIntExact(3 * areaPx());
  }
}
