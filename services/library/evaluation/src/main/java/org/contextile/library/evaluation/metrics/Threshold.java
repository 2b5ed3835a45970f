// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/** Where a score is cut into two classes; to be chosen on samples that do not judge it. */
public final class Threshold {
  private Threshold() {}

  /**
   * The cut with the greatest Youden index, true minus false positive rate: halfway between two
   * neighbouring scores, and of equal indices that with the widest gap.
   *
   * @param scores [n] of training or validation samples, higher for the positive class; no NaN
   * @param positive [n]
   * @return samples that score above it are positive
   * @throws UndefinedMetricException when one of the two classes is absent, or no cut is better
   *     than chance
   */
  public static double youden(double[] scores, boolean[] positive) {
    RankedCounts counts = RankedCounts.of(scores, positive, "a threshold");
    double best = 0;
    double widest = 0;
    double threshold = Double.NaN;
    for (int i = 0; i + 1 < counts.length(); i++) {
      double index = counts.recall(i) - counts.falsePositiveRate(i);
      double gap = counts.scores()[i] - counts.scores()[i + 1];
      if (index > best || (index == best && best > 0 && gap > widest)) {
        best = index;
        widest = gap;
        threshold = counts.scores()[i + 1] + gap / 2;
      }
    }
    if (best == 0) {
      throw new UndefinedMetricException("no threshold is better than chance");
    }
    return threshold;
  }
}
