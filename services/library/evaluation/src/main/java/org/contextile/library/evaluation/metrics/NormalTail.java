// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

/** The two-sided tail of the standard normal distribution. */
final class NormalTail {
  private static final double SERIES_BELOW = 2.5;

  private NormalTail() {}

  /** P(|Z| ≥ |z|) = erfc(|z| / √2), to some 1e-14 of itself. */
  static double twoSided(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    return x < SERIES_BELOW ? 1 - erfBySeries(x) : erfcByFraction(x);
  }

  /** 2/√π exp(−x²) Σ 2ᵏ x²ᵏ⁺¹ / (1·3·…·(2k+1)), whose terms are all positive. */
  private static double erfBySeries(double x) {
    double term = x;
    double sum = x;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= 2 * x * x / (2 * k + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** exp(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))). */
  private static double erfcByFraction(double x) {
    double fraction = x;
    for (int k = 80; k >= 1; k--) {
      fraction = x + k / 2.0 / fraction;
    }
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
  }
}
