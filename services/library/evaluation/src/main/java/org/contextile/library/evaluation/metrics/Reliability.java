// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Reliability diagram of the most probable class: how often predictions of a confidence are right
 * (Guo, Pleiss, Sun and Weinberger 2017, arXiv 1706.04599, section 2).
 *
 * @param bins of equal width over (0, 1], without the empty ones, growing
 */
public record Reliability(List<Bin> bins) {

  /**
   * Predictions of about one confidence.
   *
   * @param lower end, itself not within
   * @param upper end, itself within
   * @param count how many predictions
   * @param confidence their mean probability
   * @param accuracy share of them that is right
   */
  public record Bin(double lower, double upper, int count, double confidence, double accuracy) {}

  public Reliability {
    bins = List.copyOf(bins);
  }

  /**
   * Sorts predictions into bins.
   *
   * @param probabilities [n][C], sum to 1
   * @param labels [n], in [0, C)
   * @param count of bins, at least one
   */
  public static Reliability of(double[][] probabilities, int[] labels, int count) {
    if (probabilities.length != labels.length || count < 1) {
      throw new IllegalArgumentException("probabilities and labels differ in length, or no bin");
    }
    int[] predictions = ConfusionMatrix.argmax(probabilities);
    int[] counts = new int[count];
    int[] right = new int[count];
    double[] sums = new double[count];
    for (int i = 0; i < labels.length; i++) {
      double confidence = probabilities[i][predictions[i]];
      int bin = Math.clamp((int) Math.ceil(confidence * count) - 1, 0, count - 1);
      counts[bin]++;
      sums[bin] += confidence;
      right[bin] += predictions[i] == labels[i] ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (counts[i] > 0) {
        bins.add(
            new Bin(
                i / (double) count,
                (i + 1) / (double) count,
                counts[i],
                sums[i] / counts[i],
                right[i] / (double) counts[i]));
      }
    }
    return new Reliability(bins);
  }

  /**
   * Expected calibration error, Σ (nᵦ / n) |accuracy − confidence|.
   *
   * @throws UndefinedMetricException when there is no sample
   */
  public double expectedError() {
    int samples = bins.stream().mapToInt(Bin::count).sum();
    if (samples == 0) {
      throw new UndefinedMetricException("the calibration error needs a sample");
    }
    return bins.stream()
        .mapToDouble(bin -> bin.count() * Math.abs(bin.accuracy() - bin.confidence()) / samples)
        .sum();
  }
}
