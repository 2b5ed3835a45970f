// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

/**
 * How classifiers are trained and judged.
 *
 * @param folds folds by patient where the cohort gives none, at least two
 * @param seed of folds, initial weights, order of bags, sampled tiles and dropout
 * @param maxEpochs epochs at most
 * @param patience epochs without a lower validation loss before training stops
 * @param validation share of a fold's training slides that says when to stop, in (0, 0.5]
 * @param learningRate of AdamW
 * @param weightDecay of AdamW, decoupled
 * @param hidden length of a tile's embedding
 * @param attention width of the attention
 * @param dropout share of the embedding dropped while training, in [0, 1); kept to 1/256
 * @param maxInstances tiles of a slide in one training step at most; more are sampled anew each
 *     time
 * @param maxCachedBytes memory for features; what does not fit is read again at every use
 */
public record MilSettings(
    int folds,
    long seed,
    int maxEpochs,
    int patience,
    double validation,
    double learningRate,
    double weightDecay,
    int hidden,
    int attention,
    double dropout,
    int maxInstances,
    long maxCachedBytes) {

  /** Defaults of the HTTP contract, 8,192 tiles a step and 2 GiB of features in memory. */
  public static final MilSettings DEFAULT =
      new MilSettings(5, 0, 50, 10, 0.2, 2e-4, 1e-4, 256, 128, 0.25, 8192, 1L << 31);

  public MilSettings {
    require(folds >= 2, "folds must be at least 2");
    require(maxEpochs >= 1 && patience >= 1, "maxEpochs and patience must be positive");
    require(validation > 0 && validation <= 0.5, "validation must be in (0, 0.5]");
    require(learningRate > 0 && weightDecay >= 0, "learningRate must be positive");
    require(hidden >= 1 && attention >= 1, "widths must be positive");
    require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1)");
    require(maxInstances >= 1 && maxCachedBytes >= 0, "maxInstances must be positive");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Bytes of noise, out of 256, that drop a number. */
  int dropped() {
    return Math.min(255, (int) Math.round(dropout * 256));
  }
}
