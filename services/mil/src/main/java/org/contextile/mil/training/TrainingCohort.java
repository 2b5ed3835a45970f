// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static java.util.stream.Collectors.toSet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.evaluation.fold.Partitions;
import org.contextile.library.mil.MilSettings;
import org.contextile.mil.bag.AvailableFeatures;
import org.contextile.mil.bag.FeatureBag;
import org.contextile.mil.bag.FeatureSets;
import org.contextile.mil.split.CohortSplit;

/**
 * The slides that a training learns from: those of the cohort that have tiles.
 *
 * @param classes names, sorted; a slide's label is an index of it
 * @param slides in the cohort's order
 * @param partitions what the slides are for, one per fold of the split
 * @param bags their features, row-aligned
 * @param digests SHA-256 of their feature files, row-aligned
 * @param provenances of their features; all the same
 */
record TrainingCohort(
    List<String> classes,
    List<LabelledSlide> slides,
    List<Partition> partitions,
    List<FeatureBag> bags,
    List<String> digests,
    Set<FeatureProvenance> provenances) {

  TrainingCohort {
    provenances = Set.copyOf(provenances);
    if (provenances.size() > 1) {
      throw new IllegalArgumentException("features of several provenances: " + provenances);
    }
  }

  /**
   * Leaves out the slides without features.
   *
   * @param validation share of the slides outside a fold that is for validation, in (0, 0.5]
   * @param seed of the division into training and validation
   * @throws org.contextile.library.evaluation.fold.FoldException when too little is left
   */
  static TrainingCohort of(
      CohortSplit split,
      AvailableFeatures available,
      FeatureSets featureSets,
      double validation,
      long seed) {
    List<LabelledSlide> all = split.cohort().slides();
    List<Integer> present =
        IntStream.range(0, all.size())
            .filter(i -> available.sets().containsKey(id(all.get(i))))
            .boxed()
            .toList();
    List<LabelledSlide> slides = present.stream().map(all::get).toList();
    List<FeatureSetEntity> sets =
        slides.stream()
            .map(slide -> Objects.requireNonNull(available.sets().get(id(slide))))
            .toList();
    return new TrainingCohort(
        split.cohort().classes(),
        slides,
        Partitions.of(split.folds(), validation, seed, present),
        sets.stream().map(featureSets::bag).toList(),
        sets.stream().map(FeatureSetEntity::artifactDigest).toList(),
        sets.stream().map(FeatureSetEntity::provenance).collect(toSet()));
  }

  private static UUID id(LabelledSlide slide) {
    return UUID.fromString(slide.slide());
  }

  /** Of all features; there are some, since a cohort without slides is not trained on. */
  FeatureProvenance provenance() {
    return provenances.iterator().next();
  }

  /** Names everything that a training's outcome depends on; the memory for features is not. */
  String fingerprint(MilSettings settings) {
    MilSettings anywhere = settings.withMaxCachedBytes(0);
    String text =
        Stream.of(classes, slides, partitions, digests, anywhere)
            .map(Object::toString)
            .collect(Collectors.joining("\n"));
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
