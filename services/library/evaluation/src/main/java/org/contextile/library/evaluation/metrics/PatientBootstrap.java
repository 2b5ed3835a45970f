// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Percentile bootstrap that resamples patients, not slides, with replacement: slides of one patient
 * are not independent. A statistic of two arms on the same samples gives a paired difference.
 *
 * @param resamples how many
 * @param level share of the resamples within the interval, in (0, 1)
 * @param seed of the resamples; equal seeds resample alike
 */
public record PatientBootstrap(int resamples, double level, long seed) {

  public PatientBootstrap {
    if (resamples < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException("resamples must be positive and level in (0, 1)");
    }
  }

  /**
   * The interval of a statistic.
   *
   * @param patients [n], the patient of each sample
   * @param statistic of the samples with these indices, which may repeat; it throws {@link
   *     UndefinedMetricException} where it has no value
   * @throws UndefinedMetricException when the statistic has no value on all samples or on any
   *     resample
   */
  public ConfidenceInterval interval(List<String> patients, ToDoubleFunction<int[]> statistic) {
    double estimate = statistic.applyAsDouble(IntStream.range(0, patients.size()).toArray());
    int[][] samples = samplesByPatient(patients);
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[resamples];
    int defined = 0;
    for (int i = 0; i < resamples; i++) {
      int[] resample =
          IntStream.range(0, samples.length)
              .flatMap(_ -> Arrays.stream(samples[random.nextInt(samples.length)]))
              .toArray();
      try {
        values[defined] = statistic.applyAsDouble(resample);
        defined++;
      } catch (UndefinedMetricException e) {
        // The resample lacks a class; the interval says how many did.
      }
    }
    if (defined == 0) {
      throw new UndefinedMetricException("the statistic has no value on any resample");
    }
    double[] sorted = Arrays.copyOf(values, defined);
    Arrays.sort(sorted);
    double tail = (1 - level) / 2;
    return new ConfidenceInterval(
        estimate,
        percentile(sorted, tail),
        percentile(sorted, 1 - tail),
        level,
        defined,
        resamples - defined);
  }

  private static int[][] samplesByPatient(List<String> patients) {
    Map<String, IntStream.Builder> samples = new LinkedHashMap<>();
    for (int i = 0; i < patients.size(); i++) {
      String patient = requireNonNull(patients.get(i), "patient");
      samples.computeIfAbsent(patient, _ -> IntStream.builder()).add(i);
    }
    return samples.values().stream().map(b -> b.build().toArray()).toArray(int[][]::new);
  }

  /** Linear interpolation between order statistics, as NumPy's default. */
  private static double percentile(double[] sorted, double quantile) {
    double position = quantile * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
