// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch.optim;

/**
 * A learning rate that rises linearly over the warm-up and then falls to zero as half a cosine.
 *
 * @param steps all steps, positive
 * @param warmup steps of the rise, 0 to {@code steps}
 */
public record WarmupCosine(int steps, int warmup) {

  /** Checks that the warm-up fits. */
  public WarmupCosine {
    if (steps < 1 || warmup < 0 || warmup > steps) {
      throw new IllegalArgumentException(
          "a warm-up of %d does not fit %d steps".formatted(warmup, steps));
    }
  }

  /** With a warm-up of that fraction of all steps, rounded. */
  public static WarmupCosine of(int steps, double warmupFraction) {
    return new WarmupCosine(steps, (int) Math.round(steps * warmupFraction));
  }

  /**
   * The factor on the peak rate.
   *
   * @param step from 0
   * @return in (0, 1] during the warm-up, then {@code (1 + cos(π · progress)) / 2}
   */
  public double factor(int step) {
    if (step < warmup) {
      return (step + 1.0) / warmup;
    }
    double progress = (step - warmup) / (double) Math.max(1, steps - warmup);
    return (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  }
}
