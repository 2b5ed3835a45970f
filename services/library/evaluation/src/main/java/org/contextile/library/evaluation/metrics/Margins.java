// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far each class is ahead of the rest, log (p / (1 − p)): it ranks samples as the class's
 * probability does, but does not tie where that saturates at 0 or 1.
 */
public final class Margins {
  private Margins() {}

  /**
   * Margins of one sample.
   *
   * @param logits [C], at least two; also log-probabilities, from which they differ by a constant
   * @return [C]
   */
  public static double[] of(double[] logits) {
    return IntStream.range(0, logits.length)
        .mapToDouble(label -> logits[label] - logOfRest(logits, label))
        .toArray();
  }

  /**
   * Margins of many samples.
   *
   * @param logits [n][C]
   * @return [n][C]
   */
  public static double[][] of(double[][] logits) {
    return Arrays.stream(logits).map(Margins::of).toArray(double[][]::new);
  }

  /** log Σ exp over the other classes, without overflow. */
  private static double logOfRest(double[] logits, int label) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      max = i == label ? max : Math.max(max, logits[i]);
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += i == label ? 0 : Math.exp(logits[i] - max);
    }
    return max + Math.log(sum);
  }
}
