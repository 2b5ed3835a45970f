// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.Arrays;

/** exp(x) / Σ exp(x), without overflow. NaN stays NaN. */
final class Softmax {
  private Softmax() {}

  static double[] of(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double[] exponentials = Arrays.stream(logits).map(x -> Math.exp(x - max)).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(e -> e / sum).toArray();
  }

  /** log of the softmax, without underflow. */
  static double[] log(double[] logits) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double log = max + Math.log(Arrays.stream(logits).map(x -> Math.exp(x - max)).sum());
    return Arrays.stream(logits).map(x -> x - log).toArray();
  }
}
