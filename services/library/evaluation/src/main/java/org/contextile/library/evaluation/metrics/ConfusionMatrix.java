// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/**
 * Counts of samples by true and predicted class, and the measures that follow from them.
 *
 * @param counts square; row is the true class, column the predicted one
 */
public record ConfusionMatrix(List<List<Integer>> counts) {

  public ConfusionMatrix {
    counts = counts.stream().map(List::copyOf).toList();
    int classes = counts.size();
    if (classes == 0 || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException("a confusion matrix is square and not empty");
    }
  }

  /**
   * Counts predictions.
   *
   * @param labels [n] true classes, in [0, classes)
   * @param predictions [n] predicted classes, in [0, classes)
   */
  public static ConfusionMatrix of(int[] labels, int[] predictions, int classes) {
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException("labels and predictions differ in length");
    }
    Integer[][] counts = new Integer[classes][classes];
    for (Integer[] row : counts) {
      Arrays.fill(row, 0);
    }
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]][predictions[i]]++;
    }
    return new ConfusionMatrix(Arrays.stream(counts).map(List::of).toList());
  }

  /** Index of the greatest probability of each row; the first of equals. */
  public static int[] argmax(double[][] probabilities) {
    return Arrays.stream(probabilities).mapToInt(ConfusionMatrix::argmax).toArray();
  }

  private static int argmax(double[] probabilities) {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }

  public int classes() {
    return counts.size();
  }

  public int samples() {
    return range().map(this::support).sum();
  }

  /** Samples whose true class this is. */
  public int support(int label) {
    return counts.get(label).stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Fraction of samples predicted right.
   *
   * @throws UndefinedMetricException when there is no sample
   */
  public double accuracy() {
    if (samples() == 0) {
      throw new UndefinedMetricException("accuracy needs a sample");
    }
    return range().map(this::hits).sum() / (double) samples();
  }

  /**
   * Unweighted mean of the recalls of the classes that have samples.
   *
   * @throws UndefinedMetricException when there is no sample
   */
  public double balancedAccuracy() {
    return range()
        .filter(label -> support(label) > 0)
        .mapToDouble(this::recall)
        .average()
        .orElseThrow(() -> new UndefinedMetricException("balanced accuracy needs a sample"));
  }

  /** Fraction of the class's samples that were predicted so; zero when it has none. */
  public double recall(int label) {
    return ratio(hits(label), support(label));
  }

  /** Fraction of the class's predictions that were right; zero when there are none. */
  public double precision(int label) {
    return ratio(hits(label), predicted(label));
  }

  /** 2TP / (2TP + FP + FN); zero when all three are. */
  public double f1(int label) {
    return ratio(2 * hits(label), support(label) + predicted(label));
  }

  /** Unweighted mean of F1 over all classes. */
  public double macroF1() {
    return range().mapToDouble(this::f1).average().orElseThrow();
  }

  /**
   * Cohen's kappa: how far agreement is above that of chance, 1 at most.
   *
   * @throws UndefinedMetricException when all samples and all predictions are of one class, where
   *     chance agrees as well
   */
  public double kappa() {
    return kappa((one, other) -> one == other ? 0 : 1);
  }

  /**
   * Cohen's kappa of grades: disagreement counts as the square of the distance between classes,
   * which are taken to be in their order.
   *
   * @throws UndefinedMetricException as {@link #kappa()}
   */
  public double quadraticKappa() {
    return kappa((one, other) -> (one - other) * (one - other));
  }

  private double kappa(IntBinaryOperator disagreement) {
    double observed = 0;
    double expected = 0;
    for (int label = 0; label < counts.size(); label++) {
      for (int other = 0; other < counts.size(); other++) {
        int weight = disagreement.applyAsInt(label, other);
        observed += weight * counts.get(label).get(other);
        expected += weight * (double) support(label) * predicted(other);
      }
    }
    if (expected == 0) {
      throw new UndefinedMetricException("kappa needs two classes among labels and predictions");
    }
    return 1 - observed * samples() / expected;
  }

  private int hits(int label) {
    return counts.get(label).get(label);
  }

  private int predicted(int label) {
    return counts.stream().mapToInt(row -> row.get(label)).sum();
  }

  private IntStream range() {
    return IntStream.range(0, counts.size());
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }
}
