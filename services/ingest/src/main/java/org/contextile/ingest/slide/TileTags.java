// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.time.Duration;
import org.contextile.db.slide.ShownSlide;
import org.contextile.library.wsi.SlideFormats;
import org.springframework.http.CacheControl;

/**
 * Tags of tiles: the slide's bytes, what decodes them today, and the place decide. A browser that
 * has a tile of another version asks for it anew.
 */
final class TileTags {
  /** A slide's pixels never change under its id. */
  static final CacheControl LASTING =
      CacheControl.maxAge(Duration.ofDays(7)).cachePrivate().immutable();

  private TileTags() {}

  /** The same for as long as the process runs; looked up when the first tile is asked for. */
  private static final class Decoder {
    static final String TOKEN = SlideFormats.readerVersion().token().replace('/', '-');
  }

  static String deepZoom(ShownSlide slide, int level, int column, int row) {
    String stored = slide.coarseLevelsDigest();
    return tag(slide, stored == null ? "" : stored.substring(0, 16), level, column, row);
  }

  static String ofFile(ShownSlide slide, int level, int column, int row) {
    return tag(slide, "file", level, column, row);
  }

  private static String tag(ShownSlide slide, String of, int level, int column, int row) {
    return "\""
        + slide.artifactDigest().substring(0, 32)
        + "-"
        + of
        + "-"
        + Decoder.TOKEN
        + "-"
        + level
        + "-"
        + column
        + "-"
        + row
        + "\"";
  }
}
