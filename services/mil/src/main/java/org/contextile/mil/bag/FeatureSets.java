// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.bag;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.feature.UniformFeatures;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SkippedSlides;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpec;
import org.springframework.stereotype.Component;

/** Finds the feature sets of slides under a model and a tiling. */
@Component
public final class FeatureSets {
  /** PostgreSQL takes 65,535 parameters a statement. */
  private static final int AT_ONCE = 10_000;

  private static final int NAMED = 20;

  private final FeatureSetRepository featureSets;
  private final TilingRepository tilings;
  private final SlideRepository slides;
  private final ArtifactStore artifacts;

  FeatureSets(
      FeatureSetRepository featureSets,
      TilingRepository tilings,
      SlideRepository slides,
      ArtifactStore artifacts) {
    this.featureSets = featureSets;
    this.tilings = tilings;
    this.slides = slides;
    this.artifacts = artifacts;
  }

  /**
   * The feature sets of these slides, all of one provenance: of those that every slide has, the
   * newest.
   *
   * @throws ProblemException {@code missing-features}, naming the slides, when some have tiles but
   *     no features, or none of the provenance that the others have
   */
  public AvailableFeatures requireUniform(
      String workspace, List<UUID> slideIds, ModelEntity model, TilingSpec spec) {
    return require(workspace, slideIds, model, spec, UniformFeatures::of);
  }

  /**
   * The feature sets of these slides, each of the provenance asked for if it has such ones, else
   * its newest.
   *
   * @throws ProblemException {@code missing-features}, naming the slides, when some have tiles but
   *     no features
   */
  public AvailableFeatures requirePreferring(
      FeatureProvenance preferred,
      String workspace,
      List<UUID> slideIds,
      ModelEntity model,
      TilingSpec spec) {
    return require(
        workspace, slideIds, model, spec, all -> UniformFeatures.preferring(preferred, all));
  }

  private AvailableFeatures require(
      String workspace,
      List<UUID> slideIds,
      ModelEntity model,
      TilingSpec spec,
      Function<List<FeatureSetEntity>, Map<UUID, FeatureSetEntity>> choice) {
    List<FeatureSetEntity> all = new ArrayList<>();
    for (int from = 0; from < slideIds.size(); from += AT_ONCE) {
      List<UUID> part = slideIds.subList(from, Math.min(from + AT_ONCE, slideIds.size()));
      all.addAll(
          featureSets.findBySlidesAndModelsAndSpec(workspace, part, List.of(model.id()), spec));
    }
    Map<UUID, FeatureSetEntity> found = new HashMap<>(choice.apply(all));
    List<UUID> withoutTiles = new ArrayList<>();
    List<UUID> missing = new ArrayList<>();
    for (int from = 0; from < slideIds.size(); from += AT_ONCE) {
      List<UUID> part = slideIds.subList(from, Math.min(from + AT_ONCE, slideIds.size()));
      Map<UUID, Integer> tileCounts =
          tilings.findBySlideIdInAndSpec(part, spec).stream()
              .collect(Collectors.toMap(TilingEntity::slideId, TilingEntity::tileCount));
      for (UUID slide : part) {
        FeatureSetEntity set = found.get(slide);
        if (set != null ? set.tileCount() == 0 : tileCounts.getOrDefault(slide, -1) == 0) {
          withoutTiles.add(slide);
        } else if (set == null) {
          missing.add(slide);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw missing(workspace, missing, model, spec, found.values());
    }
    List<Map<String, Object>> skipped = skipped(workspace, withoutTiles, found.keySet());
    withoutTiles.forEach(found::remove);
    return new AvailableFeatures(found, skipped);
  }

  /** In the order of the slides; one that has features, though of no tile, could not be read. */
  private List<Map<String, Object>> skipped(
      String workspace, List<UUID> withoutTiles, Set<UUID> withFeatures) {
    Map<UUID, SlideEntity> rows = new HashMap<>();
    for (int from = 0; from < withoutTiles.size(); from += AT_ONCE) {
      List<UUID> part = withoutTiles.subList(from, Math.min(from + AT_ONCE, withoutTiles.size()));
      slides.findByWorkspaceAndIdIn(workspace, part).forEach(row -> rows.put(row.id(), row));
    }
    return withoutTiles.stream()
        .map(rows::get)
        .filter(Objects::nonNull)
        .map(
            slide ->
                withFeatures.contains(slide.id())
                    ? SkippedSlides.unreadable(slide)
                    : SkippedSlides.withoutTiles(slide))
        .toList();
  }

  /** The features of a set. */
  public FeatureBag bag(FeatureSetEntity set) {
    return new FeatureBag(artifacts, set.artifactDigest(), set.tileCount());
  }

  private ProblemException missing(
      String workspace,
      List<UUID> missing,
      ModelEntity model,
      TilingSpec spec,
      Collection<FeatureSetEntity> found) {
    String provenance =
        found.stream()
            .findAny()
            .map(set -> " (" + set.provenance().describe() + ", as the others have them)")
            .orElse("");
    String names =
        slides
            .findByWorkspaceAndIdIn(workspace, missing.subList(0, Math.min(NAMED, missing.size())))
            .stream()
            .sorted(Comparator.comparing(SlideEntity::name))
            .map(slide -> slide.name() + " (" + slide.id() + ")")
            .collect(Collectors.joining(", "));
    return new ProblemException(
        ProblemType.MISSING_FEATURES,
        ("%d slides have no features%s of the model %s (%s) on tiles of %d px at %s µm/px: %s%s."
                + " Extract them first, or name the extraction in dependsOn.")
            .formatted(
                missing.size(),
                provenance,
                model.name(),
                model.id(),
                spec.tileSizePx(),
                spec.mpp(),
                names,
                missing.size() > NAMED ? ", …" : ""));
  }
}
