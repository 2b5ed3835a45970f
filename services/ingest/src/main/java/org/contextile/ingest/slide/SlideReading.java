// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.util.List;
import java.util.stream.Stream;
import org.contextile.api.model.IccProfile;
import org.contextile.api.model.LevelReader;
import org.contextile.api.model.SlideReader;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideLevel;
import org.jspecify.annotations.Nullable;

/** How a slide was read when it was taken in. */
final class SlideReading {
  private static final String ICC_SIZE = "openslide.icc-size";

  private SlideReading() {}

  /** Null where that is not known of all its levels. */
  static @Nullable SlideReader of(SlideEntity row) {
    List<SlideLevel> levels = row.pyramid().levels();
    List<LevelReader> known =
        levels.stream()
            .flatMap(level -> Stream.ofNullable(level.reader()))
            .map(SlideReading::toApi)
            .toList();
    return known.isEmpty() || known.size() < levels.size()
        ? null
        : new SlideReader(known, icc(row));
  }

  private static LevelReader toApi(org.contextile.db.slide.LevelReader reader) {
    return new LevelReader(reader.decoder(), reader.storedTiles(), reader.why());
  }

  private static IccProfile icc(SlideEntity row) {
    return row.provenance().properties().containsKey(ICC_SIZE)
        ? IccProfile.PRESENT
        : IccProfile.NONE;
  }
}
