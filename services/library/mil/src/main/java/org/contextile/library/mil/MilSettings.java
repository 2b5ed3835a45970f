// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import org.contextile.library.mil.head.AbmilSettings;
import org.contextile.library.mil.head.HeadSettings;

/**
 * How classifiers are trained.
 *
 * @param seed of initial weights, order of bags, sampled tiles and dropout
 * @param maxEpochs epochs at most
 * @param patience epochs without a lower validation loss before training stops
 * @param learningRate of AdamW
 * @param weightDecay of AdamW, decoupled
 * @param head what is trained
 * @param maxInstances tiles of a slide in one training step at most; more are sampled anew each
 *     time
 * @param maxCachedBytes memory for features; what does not fit is read again at every use
 */
public record MilSettings(
    long seed,
    int maxEpochs,
    int patience,
    double learningRate,
    double weightDecay,
    HeadSettings head,
    int maxInstances,
    long maxCachedBytes) {

  /** Defaults of the HTTP contract, 8,192 tiles per step and 2 GiB of features in memory. */
  public static final MilSettings DEFAULT =
      new MilSettings(0, 50, 10, 2e-4, 1e-4, new AbmilSettings(256, 128, 0.25), 8192, 1L << 31);

  public MilSettings {
    require(maxEpochs >= 1 && patience >= 1, "maxEpochs and patience must be positive");
    require(learningRate > 0 && weightDecay >= 0, "learningRate must be positive");
    require(maxInstances >= 1 && maxCachedBytes >= 0, "maxInstances must be positive");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The same with other memory, on which the outcome does not depend. */
  public MilSettings withMaxCachedBytes(long bytes) {
    return new MilSettings(
        seed, maxEpochs, patience, learningRate, weightDecay, head, maxInstances, bytes);
  }
}
