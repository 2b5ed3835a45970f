// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.contextile.library.mil.head.AbmilSettings;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadSettings;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.mil.head.MeanPoolingSettings;
import org.contextile.library.mil.head.Standardisation;
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
