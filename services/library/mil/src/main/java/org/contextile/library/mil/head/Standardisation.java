// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

import java.util.Arrays;
import java.util.List;

/**
 * Mean and standard deviation of each feature over the tiles of the training slides, so that one
 * learning rate suits extractors of any scale. A feature that does not vary keeps its scale.
 *
 * @param mean [D]
 * @param deviation [D], positive
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way into an archive
public record Standardisation(float[] mean, float[] deviation) {

  /** Number D of features. */
  int length() {
    return mean.length;
  }

  /** Sums over the tiles of one bag. */
  public record Sums(long instances, double[] values, double[] squares) {
    /** Sums of the features [n, D], row by row, of a bag of n tiles. */
    public static Sums of(float[] features, int instances) {
      int dimension = features.length / instances;
      double[] values = new double[dimension];
      double[] squares = new double[dimension];
      for (int i = 0; i < features.length; i++) {
        double value = features[i];
        values[i % dimension] += value;
        squares[i % dimension] += value * value;
      }
      return new Sums(instances, values, squares);
    }
  }

  /** Over the tiles of all these bags, of which there is at least one. */
  public static Standardisation of(List<Sums> bags) {
    int dimension = bags.getFirst().values().length;
    long instances = bags.stream().mapToLong(Sums::instances).sum();
    float[] mean = new float[dimension];
    float[] deviation = new float[dimension];
    Arrays.fill(deviation, 1);
    for (int i = 0; i < dimension; i++) {
      double sum = 0;
      double squares = 0;
      for (Sums bag : bags) {
        sum += bag.values()[i];
        squares += bag.squares()[i];
      }
      double average = sum / instances;
      double variance = squares / instances - average * average;
      mean[i] = (float) average;
      // Below this the difference of the two terms is rounding.
      if (variance > 1e-12 * Math.max(1, squares / instances)) {
        deviation[i] = (float) Math.sqrt(variance);
      }
    }
    return new Standardisation(mean, deviation);
  }
}
