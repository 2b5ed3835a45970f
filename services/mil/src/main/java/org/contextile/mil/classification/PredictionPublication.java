// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.prediction.PredictionEntity;
import org.contextile.db.prediction.PredictionRepository;
import org.contextile.db.slide.SlideRepository;
import org.contextile.jobs.worker.JobContext;
import org.springframework.stereotype.Component;

/**
 * Adds predictions to those that are there. What a classifier says of a feature set is the same
 * every time, so it has one row, or two: one with a heatmap and one that was asked for without.
 */
@Component
final class PredictionPublication {
  /** PostgreSQL takes 65,535 parameters a statement. */
  private static final int AT_ONCE = 10_000;

  private final PredictionRepository predictions;
  private final SlideRepository slides;

  PredictionPublication(PredictionRepository predictions, SlideRepository slides) {
    this.predictions = predictions;
    this.slides = slides;
  }

  /**
   * What the classifier has said of these feature sets before.
   *
   * @param heatmap whether it must have a heatmap
   * @return by feature set
   */
  Map<UUID, PredictionEntity> known(
      ClassifierEntity classifier, List<FeatureSetEntity> sets, boolean heatmap) {
    Map<UUID, PredictionEntity> known = new HashMap<>();
    for (List<UUID> ids : parts(sets.stream().map(FeatureSetEntity::id).toList())) {
      predictions
          .findByWorkspaceAndClassifierIdAndFeatureSetIdIn(
              classifier.workspace(), classifier.id(), ids)
          .stream()
          .filter(row -> row.images().heatmap() || !heatmap)
          .forEach(row -> known.merge(row.featureSetId(), row, PredictionPublication::richer));
    }
    return known;
  }

  private static PredictionEntity richer(PredictionEntity one, PredictionEntity other) {
    return one.images().heatmap() ? one : other;
  }

  /**
   * Saves what was made, in the caller's transaction, except where a rival has published the same
   * meanwhile.
   *
   * @param sets all that the job is to name, each either known or among those made
   * @return {@code predictionIds}, in the order of the sets, and those of them that are {@code
   *     reused}
   */
  Map<String, Object> publish(
      JobContext job,
      ClassifierEntity classifier,
      List<FeatureSetEntity> sets,
      List<ClassifiedSlide> made,
      boolean heatmap) {
    // One order for all who lock, so that nobody waits for one who waits for him.
    parts(
            sets.stream()
                .map(FeatureSetEntity::slideId)
                .sorted(Comparator.comparing(UUID::toString))
                .toList())
        .forEach(slides::lock);
    Map<UUID, ClassifiedSlide> madeOf =
        made.stream().collect(Collectors.toMap(it -> it.features().id(), Function.identity()));
    Map<UUID, PredictionEntity> known = known(classifier, sets, heatmap);
    List<UUID> ids = new ArrayList<>();
    List<UUID> reused = new ArrayList<>();
    for (FeatureSetEntity set : sets) {
      PredictionEntity present = known.get(set.id());
      if (present != null) {
        reused.add(present.id());
        ids.add(present.id());
        continue;
      }
      ClassifiedSlide slide = madeOf.get(set.id());
      if (slide == null) {
        throw new IllegalStateException("the prediction of feature set " + set.id() + " is gone");
      }
      ids.add(predictions.saveAndFlush(slide.row(job, classifier)).id());
    }
    return Map.of("predictionIds", ids, "reused", reused);
  }

  private static List<List<UUID>> parts(List<UUID> ids) {
    List<List<UUID>> parts = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += AT_ONCE) {
      parts.add(ids.subList(from, Math.min(from + AT_ONCE, ids.size())));
    }
    return parts;
  }
}
