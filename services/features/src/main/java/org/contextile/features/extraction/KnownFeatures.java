// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.slide.TilingEntity;

/** What the database says of slides under some models and one specification of tiles. */
final class KnownFeatures {
  private final Map<UUID, TilingEntity> tilings;
  private final Map<UUID, Map<UUID, FeatureSetEntity>> sets;
  private final List<UUID> models;

  /**
   * @param sets by slide and model
   * @param models in their order
   */
  private KnownFeatures(
      Map<UUID, TilingEntity> tilings,
      Map<UUID, Map<UUID, FeatureSetEntity>> sets,
      List<UUID> models) {
    this.tilings = tilings;
    this.sets = sets;
    this.models = models;
  }

  /**
   * @param sets of any provenance
   * @param today by model, of the features that this process would extract: others do not count
   * @param ofChildren sets that count whatever their provenance, before all others: another process
   *     has just extracted them for the job
   */
  static KnownFeatures of(
      Collection<TilingEntity> tilings,
      Collection<FeatureSetEntity> sets,
      Map<UUID, FeatureProvenance> today,
      Set<UUID> ofChildren) {
    Map<UUID, Map<UUID, FeatureSetEntity>> counted = new HashMap<>();
    Stream.concat(
            sets.stream().filter(set -> set.provenance().equals(today.get(set.modelId()))),
            sets.stream().filter(set -> ofChildren.contains(set.id())))
        .forEach(
            set ->
                counted
                    .computeIfAbsent(set.slideId(), _ -> new HashMap<>())
                    .put(set.modelId(), set));
    return new KnownFeatures(
        tilings.stream().collect(toMap(TilingEntity::slideId, identity())),
        counted,
        List.copyOf(today.keySet()));
  }

  /**
   * Whether nothing is left to do of a slide: it has its features by every model, or no tissue to
   * have any of.
   */
  boolean settles(UUID slide) {
    return sets.getOrDefault(slide, Map.of()).keySet().containsAll(models)
        || tiling(slide).filter(tiling -> tiling.tileCount() == 0).isPresent();
  }

  Optional<TilingEntity> tiling(UUID slide) {
    return Optional.ofNullable(tilings.get(slide));
  }

  /** The sets of a slide that has one by every model, in the order of the models. */
  List<FeatureSetEntity> sets(UUID slide) {
    Map<UUID, FeatureSetEntity> ofSlide = sets.getOrDefault(slide, Map.of());
    return models.stream().map(model -> requireNonNull(ofSlide.get(model))).toList();
  }
}
