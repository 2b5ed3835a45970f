// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.contextile.library.evaluation.metrics.ConfidenceInterval;
import org.contextile.library.evaluation.metrics.PatientBootstrap;
import org.contextile.library.mil.head.AbmilSettings;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadSettings;
import org.contextile.library.mil.head.MeanPoolingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationTest {
  private static final HeadSettings HEAD = new AbmilSettings(16, 8, 0.25);
  private static final MilSettings QUICK =
      new MilSettings(7, 12, 4, 2e-3, 1e-4, HEAD, 100, 1L << 20);
  private static final MilListener QUIET = new MilListener() {};

  private final Path folder;

  CrossValidationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFewTellingTilesAreFoundAndAttendedTo() throws IOException {
    SyntheticBags cohort = SyntheticBags.of(60, 3);
    CrossValidationResult result = run(cohort, QUICK, List.of(), QUIET);
    assertThat(result.pooledAuroc()).isGreaterThan(0.95);
    ConfidenceInterval interval = result.meanAuroc(new PatientBootstrap(200, 0.95, 1));
    assertThat(interval.estimate()).isBetween(interval.lower(), interval.upper());
    assertThat(result.scores()).hasSize(3).allMatch(score -> score.auroc().isPresent());
    assertThat(result.confusion().samples()).isEqualTo(60);

    Path archive = folder.resolve("classifier.pt");
    SlideClassifier.write(
        archive, Head.of(HEAD), result.folds().stream().map(TrainedFold::weights).toList());
    try (SlideClassifier classifier = SlideClassifier.load(archive, Device.cpu())) {
      int slide = cohort.firstWithLabel(2);
      BagScores scores =
          classifier.score(
              cohort.bags().get(slide).features(), cohort.bags().get(slide).instances());
      assertThat(scores.probabilities()[2]).isGreaterThan(0.5);
      double telling = 0;
      for (int tile : cohort.tellingTiles(slide)) {
        telling += scores.attention()[tile];
      }
      assertThat(telling).isGreaterThan(2.0 * SyntheticBags.TELLING / scores.attention().length);
    }
  }

  @Test
  void meanPoolingIsTrainedLikeAttention() throws IOException {
    SyntheticBags cohort = SyntheticBags.of(60, 3);
    HeadSettings head = new MeanPoolingSettings(16, 0.25);
    MilSettings settings = new MilSettings(7, 60, 20, 5e-3, 1e-4, head, 100, 1L << 20);
    CrossValidationResult result = run(cohort, settings, List.of(), QUIET);
    assertThat(result.pooledAuroc()).isGreaterThan(0.9);

    Path archive = folder.resolve("classifier.pt");
    SlideClassifier.write(
        archive, Head.of(head), result.folds().stream().map(TrainedFold::weights).toList());
    try (SlideClassifier classifier = SlideClassifier.load(archive, Device.cpu())) {
      var bag = cohort.bags().get(1);
      BagScores scores = classifier.score(bag.features(), bag.instances());
      assertThat(scores.attention()).containsOnly(scores.attention()[0]);
    }
  }

  @Test
  void aRunThatWasInterruptedEndsAsOneThatWasNot() throws IOException {
    SyntheticBags cohort = SyntheticBags.of(24, 2);
    MilSettings settings =
        new MilSettings(7, 3, 2, 2e-3, 1e-4, new AbmilSettings(8, 4, 0.25), 10, 1000);
    Path file = folder.resolve("checkpoint");
    CrossValidationResult whole = run(cohort, settings, List.of(), QUIET);
    MilListener interrupting =
        new MilListener() {
          private boolean stopped;

          @Override
          public void checkStop() {
            if (stopped) {
              throw new CancellationException();
            }
          }

          @Override
          public void foldEnded(List<TrainedFold> folds) throws IOException {
            FoldCheckpoint.write(file, "this run", folds);
            stopped = folds.size() == 2;
          }
        };
    assertThatThrownBy(() -> run(cohort, settings, List.of(), interrupting))
        .isInstanceOf(CancellationException.class);
    assertThat(FoldCheckpoint.read(file, "another run")).isEmpty();
    List<TrainedFold> ended = FoldCheckpoint.read(file, "this run");
    assertThat(ended).hasSize(2);
    CrossValidationResult resumed = run(cohort, settings, ended, QUIET);
    assertThat(resumed.probabilities()).isDeepEqualTo(whole.probabilities());
    Path first = folder.resolve("first.pt");
    Path second = folder.resolve("second.pt");
    SlideClassifier.write(
        first, Head.of(settings.head()), whole.folds().stream().map(TrainedFold::weights).toList());
    SlideClassifier.write(
        second,
        Head.of(settings.head()),
        resumed.folds().stream().map(TrainedFold::weights).toList());
    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void theWeightsAreThoseOfTheBestEpoch() throws IOException {
    List<EpochRecord> epochs = new ArrayList<>();
    MilListener recording =
        new MilListener() {
          @Override
          public void epochEnded(int fold, EpochRecord epoch) {
            if (fold == 0) {
              epochs.add(epoch);
            }
          }
        };
    // What cannot be learnt is learnt by heart, so that later epochs are worse than the best.
    SyntheticBags cohort = SyntheticBags.of(24, 2).withMeaninglessLabels();
    MilSettings settings = new MilSettings(7, 30, 4, 2e-2, 1e-4, HEAD, 100, 1L << 20);
    CrossValidationResult result = run(cohort, settings, List.of(), recording);
    TrainedFold fold = result.folds().getFirst();
    assertThat(fold.epochs()).isEqualTo(epochs);
    double best = epochs.get(fold.bestEpoch() - 1).validationLoss();
    assertThat(epochs).allMatch(epoch -> epoch.validationLoss() >= best);
    assertThat(
            epochs.size() == settings.maxEpochs()
                || epochs.size() == fold.bestEpoch() + settings.patience())
        .isTrue();
    assertThat(epochs.getLast().validationLoss())
        .as("the last epoch's, not the best")
        .isGreaterThan(best);
    assertThat(validationLoss(cohort, fold)).isCloseTo(best, within(1e-6));
  }

  /** The loss of the fold's weights, computed from its class weights anew. */
  private static double validationLoss(SyntheticBags cohort, TrainedFold fold) throws IOException {
    double[] classWeights = ClassWeights.balanced(cohort.slides(), fold.partition().training(), 2);
    double loss = 0;
    try (SlideClassifier classifier =
        SlideClassifier.of(Head.of(HEAD), List.of(fold.weights()), Device.cpu())) {
      for (int slide : fold.partition().validation()) {
        int label = cohort.slides().get(slide).label();
        var bag = cohort.bags().get(slide);
        double[] probabilities = classifier.score(bag.features(), bag.instances()).probabilities();
        loss -= classWeights[label] * Math.log(probabilities[label]);
      }
    }
    return loss / fold.partition().validation().size();
  }

  @Test
  void featuresThatAreNotFiniteFailTheFoldByName() {
    SyntheticBags cohort = SyntheticBags.of(24, 2).withNaN(5);
    assertThatThrownBy(() -> run(cohort, QUICK, List.of(), QUIET))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("not finite in epoch 1 of fold");
  }

  private static CrossValidationResult run(
      SyntheticBags cohort, MilSettings settings, List<TrainedFold> ended, MilListener listener)
      throws IOException {
    return CrossValidation.run(
        cohort.slides(),
        cohort.bags(),
        cohort.partitions(),
        settings,
        Device.cpu(),
        ended,
        listener);
  }
}
