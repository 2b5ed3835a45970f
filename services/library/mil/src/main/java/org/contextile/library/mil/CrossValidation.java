// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.library.evaluation.fold.Partition;

/**
 * Trains one network per fold of a cohort: fitted to the fold's training slides, stopped by its
 * validation slides, judged by its test slides.
 */
public final class CrossValidation {
  private CrossValidation() {}

  /**
   * Trains all folds. Equal arguments give equal results on the CPU with equal thread counts, also
   * when some folds come from an earlier run.
   *
   * @param slides the cohort; labels from 0
   * @param bags row-aligned with the slides, all of one feature length
   * @param partitions what the slides are for, one per fold
   * @param ended folds that an interrupted run of the same arguments ended; see {@link
   *     FoldCheckpoint}
   * @throws NonFiniteLossException when training diverges
   * @throws IOException when features cannot be read
   */
  public static CrossValidationResult run(
      List<LabelledSlide> slides,
      List<? extends Bag> bags,
      List<Partition> partitions,
      MilSettings settings,
      Device device,
      List<TrainedFold> ended,
      MilListener listener)
      throws IOException {
    if (slides.size() != bags.size()) {
      throw new IllegalArgumentException("every slide needs a bag");
    }
    int classes = slides.stream().mapToInt(LabelledSlide::label).max().orElseThrow() + 1;
    Bag first = bags.getFirst();
    int dimension = first.features().length / first.instances();
    List<TrainedFold> trained = new ArrayList<>(ended);
    if (trained.size() < partitions.size()) {
      try (BagCache cache =
          BagCache.read(bags, dimension, settings.maxCachedBytes(), device, listener)) {
        listener.trainingStarted(partitions.size());
        FoldTrainer trainer = new FoldTrainer(slides, cache, classes, settings, device, listener);
        for (int fold = trained.size(); fold < partitions.size(); fold++) {
          trained.add(trainer.train(fold, partitions.get(fold)));
          listener.foldEnded(List.copyOf(trained));
        }
      }
    }
    return new CrossValidationResult(slides, classes, trained);
  }
}
