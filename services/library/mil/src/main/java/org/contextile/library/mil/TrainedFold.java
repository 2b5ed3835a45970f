// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import java.util.List;
import org.contextile.library.evaluation.fold.Partition;
import org.contextile.library.mil.head.HeadWeights;

/**
 * One fold of a cross-validation: a network, and what it says of the slides it never saw.
 *
 * @param number from 0
 * @param partition which slides of the cohort it used for what
 * @param weights those of the best epoch
 * @param bestEpoch the epoch, from 1, with the lowest validation loss
 * @param epochs what the training did
 * @param logProbabilities [C] of each slide of {@code partition.test()}, in its order
 */
public record TrainedFold(
    int number,
    Partition partition,
    HeadWeights weights,
    int bestEpoch,
    List<EpochRecord> epochs,
    List<double[]> logProbabilities) {

  public TrainedFold {
    epochs = List.copyOf(epochs);
    logProbabilities = List.copyOf(logProbabilities);
    if (logProbabilities.size() != partition.test().size()) {
      throw new IllegalArgumentException("every test slide needs probabilities");
    }
  }
}
