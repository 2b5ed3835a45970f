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
 * @param skipped slides on which no tile was found or could be read, as the job's {@code
 *     skippedSlides}
 */
public record AvailableFeatures(
    Map<UUID, FeatureSetEntity> sets, List<Map<String, Object>> skipped) {

  public AvailableFeatures {
    sets = Map.copyOf(sets);
    skipped = List.copyOf(skipped);
  }
}
