// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How many positives and negatives score at least as much as each distinct score, from the highest.
 *
 * @param scores distinct, falling
 * @param truePositives row-aligned
 * @param falsePositives row-aligned
 * @param positives of all samples, at least one
 * @param negatives of all samples, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // read within this package, never compared
record RankedCounts(
    double[] scores, int[] truePositives, int[] falsePositives, int positives, int negatives) {

  /**
   * Counts samples.
   *
   * @param measure what needs the counts, for the message
   * @throws UndefinedMetricException when one of the two classes is absent
   */
  static RankedCounts of(double[] scores, boolean[] positive, String measure) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException("scores and labels differ in length");
    }
    int positives = 0;
    for (int i = 0; i < scores.length; i++) {
      positives += positive[i] ? 1 : 0;
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score %d is NaN".formatted(i));
      }
    }
    if (positives == 0 || positives == scores.length) {
      throw new UndefinedMetricException(measure + " needs both classes");
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] lastOfTied =
        IntStream.range(0, order.length)
            .filter(i -> i + 1 == order.length || scores[order[i + 1]] != scores[order[i]])
            .toArray();
    int[] truePositives = new int[lastOfTied.length];
    int hits = 0;
    int next = 0;
    for (int i = 0; i < order.length; i++) {
      hits += positive[order[i]] ? 1 : 0;
      if (i == lastOfTied[next]) {
        truePositives[next++] = hits;
      }
    }
    return new RankedCounts(
        IntStream.of(lastOfTied).mapToDouble(i -> scores[order[i]]).toArray(),
        truePositives,
        IntStream.range(0, lastOfTied.length)
            .map(i -> lastOfTied[i] + 1 - truePositives[i])
            .toArray(),
        positives,
        scores.length - positives);
  }

  int length() {
    return scores.length;
  }

  /** Share of the positives that score at least as much as the i-th score. */
  double recall(int i) {
    return truePositives[i] / (double) positives;
  }

  /** Share of the negatives that score at least as much as the i-th score. */
  double falsePositiveRate(int i) {
    return falsePositives[i] / (double) negatives;
  }

  /** Share of the samples that score at least as much as the i-th score that are positive. */
  double precision(int i) {
    return truePositives[i] / (double) (truePositives[i] + falsePositives[i]);
  }
}
