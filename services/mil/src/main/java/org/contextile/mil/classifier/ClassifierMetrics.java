// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classifier;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.ClassifierCurves;
import org.contextile.api.model.ConfidenceInterval;
import org.contextile.api.model.FoldMetrics;
import org.jspecify.annotations.Nullable;

/**
 * How a classifier did in cross-validation, as stored in its row.
 *
 * @param folds measures of each fold
 * @param meanAuroc mean over the folds that have all classes; null when none has
 * @param aurocConfidence interval of {@code meanAuroc} over patients
 * @param meanAccuracy mean over the folds
 * @param pooledAuroc over all slides, as if one network had predicted them; null when a class is
 *     absent
 * @param curves of training, and of the pooled predictions
 * @param predictions what each slide's fold says of it
 * @param warnings what the figures do not say
 */
public record ClassifierMetrics(
    List<FoldMetrics> folds,
    @Nullable Double meanAuroc,
    @Nullable ConfidenceInterval aurocConfidence,
    @Nullable Double meanAccuracy,
    @Nullable Double pooledAuroc,
    ClassifierCurves curves,
    List<OutOfFold> predictions,
    List<String> warnings) {

  /**
   * A slide, predicted by a network that saw none of its patient.
   *
   * @param probabilities in the order of the classes
   */
  public record OutOfFold(UUID slideId, int fold, String label, List<Double> probabilities) {}
}
