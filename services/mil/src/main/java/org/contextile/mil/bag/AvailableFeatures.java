// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.bag;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.db.feature.FeatureSetEntity;

/**
 * What there is of the slides that a job names; every one of them is in one of the two.
 *
 * @param sets feature sets with at least one tile, by slide
 * @param withoutTiles slides on which no tile was found or could be read
 */
public record AvailableFeatures(Map<UUID, FeatureSetEntity> sets, List<UUID> withoutTiles) {

  public AvailableFeatures {
    sets = Map.copyOf(sets);
    withoutTiles = List.copyOf(withoutTiles);
  }

  /** The left out slides as the job's {@code skippedSlides}. */
  public List<Map<String, Object>> skipped() {
    return withoutTiles.stream()
        .map(slide -> Map.<String, Object>of("slideId", slide, "reason", "no tissue, so no tiles"))
        .toList();
  }
}
