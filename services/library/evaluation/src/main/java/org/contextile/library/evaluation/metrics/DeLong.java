// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * DeLong's test of two correlated AUROC on the same samples (DeLong, DeLong and Clarke-Pearson
 * 1988), by midranks (Sun and Xu 2014). It takes samples as independent; where a patient has
 * several slides, {@link PatientBootstrap#difference} does not.
 *
 * @param first AUROC of the first classifier
 * @param second AUROC of the second
 * @param standardError of their difference
 * @param z difference over standard error; empty without variance
 * @param p two-sided; 1 where they are alike, empty where the difference has no variance
 * @param outcome why
 */
public record DeLong(
    double first,
    double second,
    double standardError,
    OptionalDouble z,
    OptionalDouble p,
    TestOutcome outcome) {
  /** Components are shares of at most 1, so that a variance below this is rounding. */
  private static final double NO_VARIANCE = 1e-24;

  /** First minus second. */
  public double difference() {
    return first - second;
  }

  /**
   * Compares two scores for one binary label.
   *
   * @param first [n], higher for the positive class; no NaN
   * @param second [n], likewise
   * @param positive [n]
   * @throws UndefinedMetricException with fewer than two positives or two negatives, which leave
   *     the variance without an estimate
   */
  public static DeLong test(double[] first, double[] second, boolean[] positive) {
    double firstAuroc = Auroc.binary(first, positive);
    double secondAuroc = Auroc.binary(second, positive);
    int[] positives = IntStream.range(0, positive.length).filter(i -> positive[i]).toArray();
    int[] negatives = IntStream.range(0, positive.length).filter(i -> !positive[i]).toArray();
    if (positives.length < 2 || negatives.length < 2) {
      throw new UndefinedMetricException("DeLong's test needs two samples of each class");
    }
    double[] ofPositives =
        minus(placements(first, positives, negatives), placements(second, positives, negatives));
    double[] ofNegatives =
        minus(placements(first, negatives, positives), placements(second, negatives, positives));
    double variance =
        variance(ofPositives) / positives.length + variance(ofNegatives) / negatives.length;
    if (variance > NO_VARIANCE) {
      double error = Math.sqrt(variance);
      double z = (firstAuroc - secondAuroc) / error;
      return new DeLong(
          firstAuroc,
          secondAuroc,
          error,
          OptionalDouble.of(z),
          OptionalDouble.of(NormalTail.twoSided(z)),
          TestOutcome.TESTED);
    }
    boolean alike = firstAuroc == secondAuroc;
    return new DeLong(
        firstAuroc,
        secondAuroc,
        0,
        OptionalDouble.empty(),
        alike ? OptionalDouble.of(1) : OptionalDouble.empty(),
        alike ? TestOutcome.ALIKE : TestOutcome.WITHOUT_VARIANCE);
  }

  /** Share of the others that each sample scores above, ties counting one half. */
  private static double[] placements(double[] scores, int[] samples, int[] others) {
    double[] sorted = IntStream.of(others).mapToDouble(i -> scores[i]).sorted().toArray();
    return IntStream.of(samples)
        .mapToDouble(
            i -> (below(sorted, scores[i]) + notAbove(sorted, scores[i])) / 2.0 / sorted.length)
        .toArray();
  }

  private static int below(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int notAbove(double[] sorted, double value) {
    return value == Double.POSITIVE_INFINITY ? sorted.length : below(sorted, Math.nextUp(value));
  }

  private static double[] minus(double[] first, double[] second) {
    return IntStream.range(0, first.length).mapToDouble(i -> first[i] - second[i]).toArray();
  }

  private static double variance(double[] values) {
    double mean =
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1);
  }
}
