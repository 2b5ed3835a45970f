// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch.optim;

/**
 * What all groups of an {@link AdamW} share.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param maxGradientNorm gradients are scaled down to this global norm; positive, may be infinite
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double maxGradientNorm) {

  /** PyTorch's defaults, with gradients clipped to a norm of 1. */
  public static final AdamWSettings DEFAULT = new AdamWSettings(0.9, 0.999, 1e-8, 1.0);

  /** Checks the ranges. */
  public AdamWSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "betas must lie in [0, 1): %s, %s".formatted(beta1, beta2));
    }
    if (!(epsilon > 0 && maxGradientNorm > 0)) {
      throw new IllegalArgumentException("epsilon and maxGradientNorm must be positive");
    }
  }
}
