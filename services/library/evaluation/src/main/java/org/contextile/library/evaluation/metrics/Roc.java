// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

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
    long positives = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    long negatives = positive.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new UndefinedMetricException("a ROC curve needs both classes");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Double> falseRates = new ArrayList<>(List.of(0.0));
    List<Double> trueRates = new ArrayList<>(List.of(0.0));
    int hits = 0;
    for (int i = 0; i < order.length; i++) {
      hits += positive[order[i]] ? 1 : 0;
      boolean tied = i + 1 < order.length && scores[order[i + 1]] == scores[order[i]];
      if (!tied) {
        falseRates.add((i + 1 - hits) / (double) negatives);
        trueRates.add(hits / (double) positives);
      }
    }
    return new Roc(falseRates, trueRates);
  }
}
