// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Precision over recall: a point for each distinct score as threshold, from the strictest on, after
 * the point (0, 1) that stands for a threshold above all scores.
 *
 * @param recalls growing from 0 to 1
 * @param precisions row-aligned
 * @param averagePrecision area under the curve as steps, Σ (Rₖ − Rₖ₋₁) Pₖ: the AUPRC without
 *     interpolation between points, which would flatter
 */
public record PrecisionRecall(
    List<Double> recalls, List<Double> precisions, double averagePrecision) {

  public PrecisionRecall {
    recalls = List.copyOf(recalls);
    precisions = List.copyOf(precisions);
  }

  /**
   * The curve of a score for a binary label.
   *
   * @throws UndefinedMetricException when one of the two classes is absent
   */
  public static PrecisionRecall of(double[] scores, boolean[] positive) {
    RankedCounts counts = RankedCounts.of(scores, positive, "a precision-recall curve");
    List<Double> recalls = new ArrayList<>(List.of(0.0));
    List<Double> precisions = new ArrayList<>(List.of(1.0));
    double area = 0;
    for (int i = 0; i < counts.length(); i++) {
      area += (counts.recall(i) - recalls.getLast()) * counts.precision(i);
      recalls.add(counts.recall(i));
      precisions.add(counts.precision(i));
    }
    return new PrecisionRecall(recalls, precisions, area);
  }
}
