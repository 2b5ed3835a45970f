// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Area under the receiver operating characteristic: the probability that a positive scores above a
 * negative, ties counting one half. It is the Mann-Whitney statistic over midranks, (R₊ −
 * n₊(n₊+1)/2) / (n₊ n₋), where R₊ is the sum of the positives' ranks.
 */
public final class Auroc {
  private Auroc() {}

  /**
   * AUROC of a score for a binary label.
   *
   * @param scores [n], higher for the positive class; no NaN
   * @param positive [n]
   * @return in [0, 1]
   * @throws UndefinedMetricException when one of the two classes is absent
   */
  public static double binary(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException("scores and labels differ in length");
    }
    long positives = 0;
    for (int i = 0; i < scores.length; i++) {
      positives += positive[i] ? 1 : 0;
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score %d is NaN".formatted(i));
      }
    }
    long negatives = scores.length - positives;
    if (positives == 0 || negatives == 0) {
      throw new UndefinedMetricException("AUROC needs both classes");
    }
    double statistic = positiveRankSum(scores, positive) - positives * (positives + 1) / 2.0;
    return statistic / ((double) positives * negatives);
  }

  /**
   * Unweighted mean over the classes of the AUROC of a class against the rest. With two classes it
   * is the AUROC of the second alone: rounding may break ties of the first otherwise.
   *
   * @param scores [n][classes], higher for the class: {@link Margins}, or probabilities, which tie
   *     where they saturate
   * @param labels [n], in [0, classes)
   * @throws UndefinedMetricException when a class is absent from the labels
   */
  public static double macroOneVersusRest(double[][] scores, int[] labels) {
    double[] each = oneVersusRest(scores, labels);
    return each.length == 2 ? each[1] : Arrays.stream(each).average().orElseThrow();
  }

  /**
   * AUROC of each class against the rest.
   *
   * @param scores [n][classes], as in {@link #macroOneVersusRest}
   * @throws UndefinedMetricException when a class is absent from the labels
   */
  public static double[] oneVersusRest(double[][] scores, int[] labels) {
    if (scores.length != labels.length || labels.length == 0) {
      throw new IllegalArgumentException("scores and labels differ in length or are empty");
    }
    return IntStream.range(0, scores[0].length)
        .mapToDouble(
            label -> {
              double[] score = new double[labels.length];
              boolean[] positive = new boolean[labels.length];
              for (int i = 0; i < labels.length; i++) {
                score[i] = scores[i][label];
                positive[i] = labels[i] == label;
              }
              return binary(score, positive);
            })
        .toArray();
  }

  private static double positiveRankSum(double[] scores, boolean[] positive) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      int positivesAmongTied = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        positivesAmongTied += positive[order[to++]] ? 1 : 0;
      }
      // Ranks start at one, so those tied share the mean of from + 1 … to.
      sum += positivesAmongTied * (from + 1 + to) / 2.0;
      from = to;
    }
    return sum;
  }
}
