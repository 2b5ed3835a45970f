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
    double estimate = statistic.applyAsDouble(all(patients));
    return interval(estimate, sorted(patients, statistic));
  }

  /**
   * The difference of a statistic of two classifiers, both on the same resamples.
   *
   * @param patients [n], the patient of each sample
   * @param first of the samples with these indices; it throws {@link UndefinedMetricException}
   *     where it has no value
   * @param second likewise
   * @throws UndefinedMetricException when one has no value on all samples or on any resample
   */
  public PairedDifference difference(
      List<String> patients, ToDoubleFunction<int[]> first, ToDoubleFunction<int[]> second) {
    ToDoubleFunction<int[]> difference =
        samples -> first.applyAsDouble(samples) - second.applyAsDouble(samples);
    double estimate = difference.applyAsDouble(all(patients));
    double[] sorted = sorted(patients, difference);
    return PairedDifference.of(interval(estimate, sorted), sorted);
  }

  /** The indices of every resample's samples, one resample after the other. */
  Iterable<int[]> resamplesOf(List<String> patients) {
    int[][] samples = samplesByPatient(patients);
    return () -> {
      SplittableRandom random = new SplittableRandom(seed);
      return IntStream.range(0, resamples).mapToObj(_ -> resample(samples, random)).iterator();
    };
  }

  private static int[] resample(int[][] samples, SplittableRandom random) {
    return IntStream.range(0, samples.length)
        .flatMap(_ -> Arrays.stream(samples[random.nextInt(samples.length)]))
        .toArray();
  }

  private static int[] all(List<String> patients) {
    return IntStream.range(0, patients.size()).toArray();
  }

  /** The statistic's values on the resamples, growing. */
  private double[] sorted(List<String> patients, ToDoubleFunction<int[]> statistic) {
    double[] values = new double[resamples];
    int defined = 0;
    for (int[] resample : resamplesOf(patients)) {
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
    return sorted;
  }

  private ConfidenceInterval interval(double estimate, double[] sorted) {
    double tail = (1 - level) / 2;
    return new ConfidenceInterval(
        estimate,
        percentile(sorted, tail),
        percentile(sorted, 1 - tail),
        level,
        sorted.length,
        resamples - sorted.length);
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
  static double percentile(double[] sorted, double quantile) {
    double position = quantile * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
