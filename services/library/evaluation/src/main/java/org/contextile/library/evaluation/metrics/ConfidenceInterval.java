// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/**
 * A measure with the interval that a bootstrap gave it.
 *
 * @param estimate the measure on all samples
 * @param lower lower percentile of the resamples
 * @param upper upper percentile of the resamples
 * @param level share of the resamples within, in (0, 1)
 * @param resamples how many resamples had a value
 * @param undefined how many had none, for instance for want of a class; left out
 */
public record ConfidenceInterval(
    double estimate, double lower, double upper, double level, int resamples, int undefined) {

  public ConfidenceInterval {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level must be in (0, 1): " + level);
    }
    if (lower > upper || resamples < 1 || undefined < 0) {
      throw new IllegalArgumentException("not an interval: [%s, %s]".formatted(lower, upper));
    }
  }

  /**
   * Whether its ends are equal, since the resamples had one value, as of the AUROC where every
   * sample is ranked rightly: resampling does not show then how far the true value may be.
   */
  public boolean degenerate() {
    return lower == upper;
  }
}
