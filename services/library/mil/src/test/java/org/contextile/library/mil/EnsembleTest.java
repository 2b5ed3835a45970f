// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.contextile.library.evaluation.metrics.Margins;
import org.contextile.library.mil.head.AbmilSettings;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadSettings;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.mil.head.MeanPoolingSettings;
import org.contextile.library.mil.head.Standardisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnsembleTest {
  private static final int TILES = 11;
  private static final Standardisation FEATURES =
      new Standardisation(new float[] {0, 1, 2}, new float[] {1, 2, 3});

  private final Path folder;

  EnsembleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @MethodSource("heads")
  void anEnsembleAveragesItsHeads(HeadSettings settings) throws IOException {
    Head head = Head.of(settings);
    HeadWeights first = head.initial(FEATURES, 3, 4);
    HeadWeights second = head.initial(FEATURES, 3, 5);
    BagScores one = score(head, List.of(first));
    BagScores other = score(head, List.of(second));
    BagScores both = score(head, List.of(first, second));
    assertThat(one.probabilities()).isNotEqualTo(other.probabilities());
    for (int label = 0; label < 3; label++) {
      assertThat(both.probabilities()[label])
          .isCloseTo((one.probabilities()[label] + other.probabilities()[label]) / 2, within(1e-6));
    }
    for (int i = 0; i < TILES; i++) {
      assertThat(both.attention()[i])
          .isCloseTo((one.attention()[i] + other.attention()[i]) / 2, within(1e-6f));
      assertThat(both.rawAttention()[i])
          .isCloseTo((one.rawAttention()[i] + other.rawAttention()[i]) / 2, within(1e-6f));
      assertThat(both.tileProbabilities()[i][2])
          .isCloseTo(
              (one.tileProbabilities()[i][2] + other.tileProbabilities()[i][2]) / 2, within(1e-6f));
    }
  }

  /** In float32 both probabilities are 1, and log 1 is 0, whichever slide is the surer one. */
  @Test
  void largeLogitsDoNotTie() throws IOException {
    Head head = Head.of(new MeanPoolingSettings(1, 0));
    double[] sure = logProbabilities(head, 60);
    double[] surer = logProbabilities(head, 90);

    assertThat((float) Math.exp(sure[1])).isEqualTo((float) Math.exp(surer[1]));
    assertThat(Margins.of(sure)[1]).isCloseTo(60, within(1e-3));
    assertThat(Margins.of(surer)[1]).isCloseTo(90, within(1e-3));
    assertThat(Arrays.stream(logProbabilities(head, 2000))).allMatch(Double::isFinite);
  }

  /** Of a bag whose classes' logits are 0 and the one given. */
  private static double[] logProbabilities(Head head, float logit) throws IOException {
    Standardisation none = new Standardisation(new float[] {0}, new float[] {1});
    HeadWeights weights =
        head.initial(none, 2, 4)
            .with(
                Map.of(
                    "embedding.weight", new float[] {1},
                    "embedding.bias", new float[] {0},
                    "classifier.weight", new float[] {0, 1},
                    "classifier.bias", new float[] {0, 0}));
    try (SlideClassifier classifier =
            SlideClassifier.of(head, List.of(weights, weights), Device.cpu());
        NDManager step = classifier.newStep()) {
      return classifier.logProbabilities(
          step.create(new float[] {logit, logit}, new Shape(2, 1)), step);
    }
  }

  static Stream<HeadSettings> heads() {
    return Stream.of(new AbmilSettings(7, 5, 0.25), new MeanPoolingSettings(7, 0.25));
  }

  private BagScores score(Head head, List<HeadWeights> folds) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    float[] x = new float[TILES * 3];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    Path archive = folder.resolve("classifier.pt");
    SlideClassifier.write(archive, head, folds);
    try (SlideClassifier classifier = SlideClassifier.load(archive, Device.cpu())) {
      return classifier.score(x, TILES);
    }
  }
}
