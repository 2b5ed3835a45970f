// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.contextile.library.evaluation.fold.Folds;
import org.contextile.library.evaluation.fold.LabelledSlide;

/**
 * Trains one network a fold of a cohort: fitted to the fold's training slides, stopped by its
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
   * @param ended folds that an interrupted run of the same arguments ended; see {@link
   *     FoldCheckpoint}
   * @throws org.contextile.library.evaluation.fold.FoldException when the cohort cannot be dealt to
   *     folds
   * @throws NonFiniteLossException when training diverges
   * @throws IOException when features cannot be read
   */
  public static CrossValidationResult run(
      List<LabelledSlide> slides,
      List<? extends Bag> bags,
      MilSettings settings,
      Device device,
      List<TrainedFold> ended,
      MilListener listener)
      throws IOException {
    if (slides.size() != bags.size()) {
      throw new IllegalArgumentException("every slide needs a bag");
    }
    Folds folds = Folds.of(slides, settings.folds(), settings.seed());
    int classes = slides.stream().mapToInt(LabelledSlide::label).max().orElseThrow() + 1;
    Bag first = bags.getFirst();
    int dimension = first.features().length / first.instances();
    AbmilShape shape = new AbmilShape(dimension, settings.hidden(), settings.attention(), classes);
    List<TrainedFold> trained = new ArrayList<>(ended);
    if (trained.size() < folds.count()) {
      try (BagCache cache =
          BagCache.read(bags, dimension, settings.maxCachedBytes(), device, listener)) {
        listener.foldsDealt(folds.count());
        FoldTrainer trainer = new FoldTrainer(slides, cache, shape, settings, device, listener);
        for (int fold = trained.size(); fold < folds.count(); fold++) {
          trained.add(
              trainer.train(fold, folds.split(fold, settings.validation(), settings.seed())));
          listener.foldEnded(List.copyOf(trained));
        }
      }
    }
    return new CrossValidationResult(slides, classes, trained);
  }
}
