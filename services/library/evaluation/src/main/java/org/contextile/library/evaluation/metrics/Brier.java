// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/** Mean squared distance of probabilities from what came true. */
public final class Brier {
  private Brier() {}

  /**
   * Brier score: mean over samples of Σ (p − y)² over the classes, halved for two classes, where
   * both terms are equal. From 0, perfect, to 2, or to 1 for two classes.
   *
   * @param probabilities [n][C], sum to 1
   * @param labels [n], in [0, C)
   * @throws UndefinedMetricException when there is no sample
   */
  public static double score(double[][] probabilities, int[] labels) {
    if (probabilities.length != labels.length) {
      throw new IllegalArgumentException("probabilities and labels differ in length");
    }
    if (labels.length == 0) {
      throw new UndefinedMetricException("the Brier score needs a sample");
    }
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int label = 0; label < probabilities[i].length; label++) {
        double error = probabilities[i][label] - (label == labels[i] ? 1 : 0);
        sum += error * error;
      }
    }
    return sum / labels.length / (probabilities[0].length == 2 ? 2 : 1);
  }
}
