// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * AdamW, its schedule and its batches.
 *
 * @param studentLearningRate peak rate of the student
 * @param predictorLearningRate peak rate of the predictor or linear head
 * @param weightDecay decoupled; none on biases, norms and tokens
 * @param warmupFraction the part of all steps over which the rate rises from zero, in [0, 1]
 * @param gradientClip the largest global norm of the gradient; 0 for no limit
 * @param accumulation batches whose gradients are averaged into one step
 */
public record OptimiserSettings(
    double studentLearningRate,
    double predictorLearningRate,
    double weightDecay,
    double warmupFraction,
    double gradientClip,
    int accumulation) {

  /** 1e-4 and 5e-4, decay 0.05, a tenth of warm-up, norm 1, no accumulation. */
  public static final OptimiserSettings DEFAULT =
      new OptimiserSettings(1e-4, 5e-4, 0.05, 0.1, 1, 1);

  /** Checks the ranges. */
  public OptimiserSettings {
    boolean valid =
        studentLearningRate >= 0
            && predictorLearningRate >= 0
            && weightDecay >= 0
            && warmupFraction >= 0
            && warmupFraction <= 1
            && gradientClip >= 0;
    if (!valid || accumulation < 1) {
      throw new IllegalArgumentException("the optimiser's settings are out of range");
    }
  }

  double largestNorm() {
    return gradientClip == 0 ? Double.POSITIVE_INFINITY : gradientClip;
  }
}
