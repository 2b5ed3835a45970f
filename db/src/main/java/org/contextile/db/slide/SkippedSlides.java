// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Map;
import java.util.Objects;
import org.contextile.api.model.SkipReason;

/** Slides that a job leaves out, as entries of its result's {@code skippedSlides}. */
public final class SkippedSlides {
  private SkippedSlides() {}

  /** A slide that has no tile: without tissue, or not searched for it everywhere. */
  public static Map<String, Object> withoutTiles(SlideEntity slide) {
    return entry(slide, whyWithoutTiles(slide.tissue()));
  }

  /** A slide that has tiles of which none can be read. */
  public static Map<String, Object> unreadable(SlideEntity slide) {
    return entry(slide, SkipReason.UNREADABLE);
  }

  static SkipReason whyWithoutTiles(SlideTissue tissue) {
    if (Objects.requireNonNullElse(tissue.fraction(), 0.0) > 0) {
      return SkipReason.NO_TILE_FITS;
    }
    return Objects.requireNonNullElse(tissue.unreadableFraction(), 0.0) > 0
        ? SkipReason.UNREADABLE
        : SkipReason.NO_TISSUE;
  }

  private static Map<String, Object> entry(SlideEntity slide, SkipReason reason) {
    String words =
        switch (reason) {
          case NO_TISSUE -> "no tissue, so no tiles";
          case NO_TILE_FITS -> "tissue, but no tile of the tiling that holds enough of it";
          case UNREADABLE -> "what would be tiles cannot be read";
        };
    return Map.of("slideId", slide.id(), "code", reason.getValue(), "reason", words);
  }
}
