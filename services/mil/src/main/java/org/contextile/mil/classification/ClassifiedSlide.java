// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classification;

import java.util.Map;
import java.util.UUID;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.prediction.PredictionEntity;
import org.contextile.db.prediction.PredictionImages;
import org.contextile.jobs.worker.JobContext;

/**
 * A prediction that has no row yet.
 *
 * @param features what was read
 * @param probabilities by class name
 * @param label the most probable class
 */
record ClassifiedSlide(
    FeatureSetEntity features,
    Map<String, Double> probabilities,
    String label,
    PredictionImages images) {

  UUID slideId() {
    return features.slideId();
  }

  /** A new row, since one that could not be committed cannot be saved again. */
  PredictionEntity row(JobContext job, ClassifierEntity classifier) {
    return new PredictionEntity(
        job.workspace(),
        classifier.id(),
        slideId(),
        features.id(),
        probabilities,
        label,
        images,
        job.id());
  }
}
