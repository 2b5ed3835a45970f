// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.OptionalDouble;

/**
 * How far one classifier is from another on the same samples, by bootstrap.
 *
 * @param interval of first minus second
 * @param p two-sided, 2 (1 + the smaller number of resamples not above or not below 0) / (1 + all),
 *     at most 1; empty where the difference has no variance
 * @param outcome why
 */
public record PairedDifference(ConfidenceInterval interval, OptionalDouble p, TestOutcome outcome) {

  static PairedDifference of(ConfidenceInterval interval, double[] sorted) {
    if (sorted[0] == sorted[sorted.length - 1]) {
      boolean alike = sorted[0] == 0;
      return new PairedDifference(
          interval,
          alike ? OptionalDouble.of(1) : OptionalDouble.empty(),
          alike ? TestOutcome.ALIKE : TestOutcome.WITHOUT_VARIANCE);
    }
    int notAbove = 0;
    int notBelow = 0;
    for (double value : sorted) {
      notAbove += value <= 0 ? 1 : 0;
      notBelow += value >= 0 ? 1 : 0;
    }
    double p = 2.0 * (1 + Math.min(notAbove, notBelow)) / (1 + sorted.length);
    return new PairedDifference(interval, OptionalDouble.of(Math.min(1, p)), TestOutcome.TESTED);
  }
}
