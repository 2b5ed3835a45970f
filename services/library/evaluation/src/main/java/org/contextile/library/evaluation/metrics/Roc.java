// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Receiver operating characteristic: a point for each distinct score as threshold, from the
 * strictest, which lets nothing through, to the one that lets all through.
 *
 * @param falsePositiveRates growing from 0 to 1
 * @param truePositiveRates growing from 0 to 1, row-aligned
 */
public record Roc(List<Double> falsePositiveRates, List<Double> truePositiveRates) {

  public Roc {
    falsePositiveRates = List.copyOf(falsePositiveRates);
    truePositiveRates = List.copyOf(truePositiveRates);
  }

  /**
   * The curve of a score for a binary label.
   *
   * @throws UndefinedMetricException when one of the two classes is absent
   */
  public static Roc of(double[] scores, boolean[] positive) {
    RankedCounts counts = RankedCounts.of(scores, positive, "a ROC curve");
    List<Double> falseRates = new ArrayList<>(List.of(0.0));
    List<Double> trueRates = new ArrayList<>(List.of(0.0));
    for (int i = 0; i < counts.length(); i++) {
      falseRates.add(counts.falsePositiveRate(i));
      trueRates.add(counts.recall(i));
    }
    return new Roc(falseRates, trueRates);
  }

  /**
   * True positive rates at false positive rates 0, 1/steps, …, 1: the highest where the curve rises
   * straight, and on the line between two points elsewhere.
   */
  double[] truePositiveRates(int steps) {
    double[] rates = new double[steps + 1];
    int at = 0;
    for (int step = 0; step <= steps; step++) {
      double rate = step / (double) steps;
      while (at + 1 < falsePositiveRates.size() && falsePositiveRates.get(at + 1) <= rate) {
        at++;
      }
      rates[step] = truePositiveRates.get(at);
      if (falsePositiveRates.get(at) < rate) {
        double share =
            (rate - falsePositiveRates.get(at))
                / (falsePositiveRates.get(at + 1) - falsePositiveRates.get(at));
        rates[step] += share * (truePositiveRates.get(at + 1) - truePositiveRates.get(at));
      }
    }
    return rates;
  }
}
