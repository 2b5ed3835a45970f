// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import org.jspecify.annotations.Nullable;

/**
 * One level of a slide's pyramid: its size in pixels and how often smaller than level 0 it is.
 *
 * @param reader how its pixels were read when the slide was taken in; null where that is not known
 */
public record SlideLevel(
    long widthPx, long heightPx, double downsample, @Nullable LevelReader reader) {
  /** Of a slide that nobody has read. */
  public SlideLevel(long widthPx, long heightPx, double downsample) {
    this(widthPx, heightPx, downsample, null);
  }
}
