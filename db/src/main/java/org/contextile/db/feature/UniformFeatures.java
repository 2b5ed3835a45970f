// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

import static java.util.Comparator.comparing;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;

/**
 * Chooses one feature set per slide, where slides have several of different provenance. All are
 * under one model and one kind of tiling.
 */
public final class UniformFeatures {
  /** Ids of version 7 sort by time as text; as Java compares them, they do not. */
  private static final Comparator<FeatureSetEntity> BY_AGE = comparing(set -> set.id().toString());

  private UniformFeatures() {}

  /**
   * Sets that may be compared with each other: all of one provenance, the one that most slides
   * have, and of such ones that of the newest set.
   *
   * @return by slide; slides without features of that provenance are absent
   */
  public static Map<UUID, FeatureSetEntity> of(Collection<FeatureSetEntity> found) {
    return found.stream().collect(groupingBy(FeatureSetEntity::provenance)).values().stream()
        .max(
            Comparator.<List<FeatureSetEntity>>comparingInt(List::size)
                .thenComparing(sets -> sets.stream().max(BY_AGE).orElseThrow(), BY_AGE))
        .orElse(List.of())
        .stream()
        .collect(toMap(FeatureSetEntity::slideId, identity()));
  }

  /**
   * Sets each of which is looked at for itself: of the provenance asked for where a slide has such
   * a one, else its newest.
   *
   * @return by slide
   */
  public static Map<UUID, FeatureSetEntity> preferring(
      FeatureProvenance preferred, Collection<FeatureSetEntity> found) {
    Comparator<FeatureSetEntity> better =
        Comparator.<FeatureSetEntity, Boolean>comparing(set -> set.provenance().equals(preferred))
            .thenComparing(BY_AGE);
    return found.stream()
        .collect(toMap(FeatureSetEntity::slideId, identity(), BinaryOperator.maxBy(better)));
  }
}
