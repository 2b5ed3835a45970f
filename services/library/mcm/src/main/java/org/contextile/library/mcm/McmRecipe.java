// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static java.util.Objects.requireNonNull;

/**
 * Every choice of a training; recorded with the model that comes of it.
 *
 * @param method masked context or its control
 * @param context windows and masks
 * @param predictor the transformer; the control ignores it
 * @param loss distance and targets
 * @param optimiser rates and schedule
 * @param augmentation turns and stains
 * @param epochs how often every tissue cell is shown
 * @param seed of every random choice
 */
public record McmRecipe(
    TrainingMethod method,
    ContextSettings context,
    PredictorShape predictor,
    LossSettings loss,
    OptimiserSettings optimiser,
    AugmentationSettings augmentation,
    int epochs,
    long seed) {

  /** One epoch of masked context modelling with the defaults of every part and seed 0. */
  public static final McmRecipe DEFAULT =
      new McmRecipe(
          TrainingMethod.MASKED_CONTEXT,
          ContextSettings.DEFAULT,
          PredictorShape.DEFAULT,
          LossSettings.DEFAULT,
          OptimiserSettings.DEFAULT,
          AugmentationSettings.DEFAULT,
          1,
          0);

  /** Checks that there is an epoch. */
  public McmRecipe {
    requireNonNull(method, "method");
    requireNonNull(context, "context");
    requireNonNull(predictor, "predictor");
    requireNonNull(loss, "loss");
    requireNonNull(optimiser, "optimiser");
    requireNonNull(augmentation, "augmentation");
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be positive but is " + epochs);
    }
  }

  /** True if targets of visible patches enter the loss. */
  boolean needsVisibleTargets() {
    return method == TrainingMethod.PLAIN_DISTILLATION || loss.visibleWeight() > 0;
  }
}
