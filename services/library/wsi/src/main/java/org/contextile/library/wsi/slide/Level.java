// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/**
 * One level of a slide's pyramid.
 *
 * @param index 0 is the finest
 * @param widthPx width in this level's pixels
 * @param heightPx height in this level's pixels
 * @param downsample level-0 pixels per pixel of this level, at least 1
 * @param tileWidthPx width of a stored tile in this level's pixels, 0 when the file does not say
 * @param tileHeightPx height of a stored tile in this level's pixels, 0 when the file does not say
 */
public record Level(
    int index, long widthPx, long heightPx, double downsample, int tileWidthPx, int tileHeightPx) {
  public Level {
    if (index < 0 || widthPx <= 0 || heightPx <= 0 || !(downsample > 0)) {
      throw new IllegalArgumentException(
          "level %d of %d × %d px, downsample %s"
              .formatted(index, widthPx, heightPx, Double.toString(downsample)));
    }
  }

  /** The pixel of this level that is nearest to a level-0 pixel, along either axis. */
  public long nearest(long level0Px) {
    return Math.round(level0Px / downsample);
  }
}
