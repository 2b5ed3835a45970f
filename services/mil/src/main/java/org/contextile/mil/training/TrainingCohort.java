// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static java.util.stream.Collectors.toSet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.mil.MilSettings;
import org.contextile.mil.bag.AvailableFeatures;
import org.contextile.mil.bag.FeatureBag;
import org.contextile.mil.bag.FeatureSets;

/**
 * The slides that a training learns from: those of the cohort that have tiles.
 *
 * @param classes names, sorted; a slide's label is an index of it
 * @param slides in the cohort's order
 * @param bags their features, row-aligned
 * @param digests SHA-256 of their feature files, row-aligned
 * @param provenances of their features; all the same
 */
record TrainingCohort(
    List<String> classes,
    List<LabelledSlide> slides,
    List<FeatureBag> bags,
    List<String> digests,
    Set<FeatureProvenance> provenances) {

  TrainingCohort {
    provenances = Set.copyOf(provenances);
    if (provenances.size() > 1) {
      throw new IllegalArgumentException("features of several provenances: " + provenances);
    }
  }

  static TrainingCohort of(
      List<CohortSlideEntity> rows, AvailableFeatures available, FeatureSets featureSets) {
    List<CohortSlideEntity> usable =
        rows.stream().filter(row -> available.sets().containsKey(row.slideId())).toList();
    List<String> classes =
        usable.stream().map(CohortSlideEntity::label).distinct().sorted().toList();
    List<FeatureSetEntity> sets =
        usable.stream()
            .map(row -> Objects.requireNonNull(available.sets().get(row.slideId())))
            .toList();
    return new TrainingCohort(
        classes,
        usable.stream().map(row -> labelled(row, classes)).toList(),
        sets.stream().map(featureSets::bag).toList(),
        sets.stream().map(FeatureSetEntity::artifactDigest).toList(),
        sets.stream().map(FeatureSetEntity::provenance).collect(toSet()));
  }

  private static LabelledSlide labelled(CohortSlideEntity row, List<String> classes) {
    Integer fold = row.fold();
    return new LabelledSlide(
        row.slideId().toString(),
        row.patient(),
        classes.indexOf(row.label()),
        fold == null ? OptionalInt.empty() : OptionalInt.of(fold));
  }

  /** Of all features; there are some, since a cohort without slides is not trained on. */
  FeatureProvenance provenance() {
    return provenances.iterator().next();
  }

  /** Names everything that a training's outcome depends on; the memory for features is not. */
  String fingerprint(MilSettings settings) {
    MilSettings anywhere =
        new MilSettings(
            settings.folds(),
            settings.seed(),
            settings.maxEpochs(),
            settings.patience(),
            settings.validation(),
            settings.learningRate(),
            settings.weightDecay(),
            settings.hidden(),
            settings.attention(),
            settings.dropout(),
            settings.maxInstances(),
            0);
    String text = classes + "\n" + slides + "\n" + digests + "\n" + anywhere;
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
