// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import static java.util.Objects.requireNonNull;

/**
 * How predictions are compared with targets.
 *
 * @param distance ℓ between one prediction and its target
 * @param norm what is done to a target first
 * @param visibleWeight λ, the weight of the mean over visible patches; not negative
 */
public record LossSettings(Distance distance, TargetNorm norm, double visibleWeight) {

  /** Smooth L1 on layer-normalised targets of masked patches only. */
  public static final LossSettings DEFAULT =
      new LossSettings(Distance.SMOOTH_L1, TargetNorm.LAYER, 0);

  /** Checks the weight. */
  public LossSettings {
    requireNonNull(distance, "distance");
    requireNonNull(norm, "norm");
    if (!(visibleWeight >= 0)) {
      throw new IllegalArgumentException("visibleWeight must not be negative");
    }
  }

  /** ℓ(ŷ, y); the first and last are means over the D elements. */
  public enum Distance {
    /** Huber's loss with threshold 1. */
    SMOOTH_L1,
    /** 1 − cos(ŷ, y). */
    COSINE,
    /** (ŷ − y)². */
    SQUARED
  }

  /** norm(y). */
  public enum TargetNorm {
    /** Mean 0 and variance 1 over the D elements, without scale and shift. */
    LAYER,
    /** Length 1. */
    L2,
    /** As it is. */
    NONE
  }
}
