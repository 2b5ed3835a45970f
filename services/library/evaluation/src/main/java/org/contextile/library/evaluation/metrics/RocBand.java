// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pointwise bootstrap band of a ROC curve: at each false positive rate the percentiles of the
 * resampled curves' true positive rates (Fawcett 2006, section 9.1, vertical averaging). Each point
 * has its level; the whole curve has less.
 *
 * @param falsePositiveRates from 0 to 1, evenly
 * @param lower true positive rates, row-aligned
 * @param upper true positive rates, row-aligned
 * @param level share of the resamples within at one point, in (0, 1)
 * @param resamples how many had both classes
 * @param undefined how many lacked one and were left out
 */
public record RocBand(
    List<Double> falsePositiveRates,
    List<Double> lower,
    List<Double> upper,
    double level,
    int resamples,
    int undefined) {

  public RocBand {
    falsePositiveRates = List.copyOf(falsePositiveRates);
    lower = List.copyOf(lower);
    upper = List.copyOf(upper);
  }

  /**
   * The band of a score for a binary label.
   *
   * @param patients [n], the patient of each sample, who is resampled whole
   * @param steps between false positive rates 0 and 1, at least one
   * @throws UndefinedMetricException when every resample lacks a class
   */
  public static RocBand of(
      double[] scores,
      boolean[] positive,
      List<String> patients,
      PatientBootstrap bootstrap,
      int steps) {
    List<double[]> curves = new ArrayList<>();
    int undefined = 0;
    for (int[] samples : bootstrap.resamplesOf(patients)) {
      try {
        curves.add(resampled(scores, positive, samples).truePositiveRates(steps));
      } catch (UndefinedMetricException e) {
        undefined++;
      }
    }
    if (curves.isEmpty()) {
      throw new UndefinedMetricException("every resample lacks a class");
    }
    List<Double> rates = new ArrayList<>();
    List<Double> lower = new ArrayList<>();
    List<Double> upper = new ArrayList<>();
    double tail = (1 - bootstrap.level()) / 2;
    for (int step = 0; step <= steps; step++) {
      int at = step;
      double[] sorted = curves.stream().mapToDouble(curve -> curve[at]).sorted().toArray();
      rates.add(step / (double) steps);
      lower.add(PatientBootstrap.percentile(sorted, tail));
      upper.add(PatientBootstrap.percentile(sorted, 1 - tail));
    }
    return new RocBand(rates, lower, upper, bootstrap.level(), curves.size(), undefined);
  }

  private static Roc resampled(double[] scores, boolean[] positive, int[] samples) {
    boolean[] labels = new boolean[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = positive[samples[i]];
    }
    return Roc.of(Arrays.stream(samples).mapToDouble(i -> scores[i]).toArray(), labels);
  }
}
