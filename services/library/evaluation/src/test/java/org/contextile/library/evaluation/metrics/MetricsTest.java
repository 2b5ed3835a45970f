// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class MetricsTest {
  private static final double EXACT = 1e-12;

  /** What scikit-learn says of some predictions; made by src/test/python/metrics_fixture.py. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Case(
      int[] labels,
      double[][] probabilities,
      double[] auroc,
      double[][] roc,
      double macroAuroc,
      int[][] confusion,
      double accuracy,
      double balancedAccuracy,
      double[] precision,
      double[] recall,
      double[] f1,
      double macroF1) {}

  static Case[] cases() throws IOException {
    try (InputStream in =
        requireNonNull(MetricsTest.class.getResourceAsStream("scikit-learn.json"))) {
      return new JsonMapper().readValue(in, Case[].class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aurocIsScikitLearns(Case expected) {
    assertThat(Auroc.oneVersusRest(expected.probabilities, expected.labels))
        .containsExactly(expected.auroc, within(EXACT));
    assertThat(Auroc.macroOneVersusRest(expected.probabilities, expected.labels))
        .isCloseTo(expected.macroAuroc, within(EXACT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void measuresOfTheConfusionMatrixAreScikitLearns(Case expected) {
    int classes = expected.confusion.length;
    int[] predictions = ConfusionMatrix.argmax(expected.probabilities);
    ConfusionMatrix matrix = ConfusionMatrix.of(expected.labels, predictions, classes);
    for (int label = 0; label < classes; label++) {
      assertThat(matrix.counts().get(label))
          .containsExactlyElementsOf(Arrays.stream(expected.confusion[label]).boxed().toList());
      assertThat(matrix.precision(label)).isCloseTo(expected.precision[label], within(EXACT));
      assertThat(matrix.recall(label)).isCloseTo(expected.recall[label], within(EXACT));
      assertThat(matrix.f1(label)).isCloseTo(expected.f1[label], within(EXACT));
    }
    assertThat(matrix.accuracy()).isCloseTo(expected.accuracy, within(EXACT));
    assertThat(matrix.balancedAccuracy()).isCloseTo(expected.balancedAccuracy, within(EXACT));
    assertThat(matrix.macroF1()).isCloseTo(expected.macroF1, within(EXACT));
    assertThat(matrix.samples()).isEqualTo(expected.labels.length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRocOfTheLastClassIsScikitLearns(Case expected) {
    int label = expected.confusion.length - 1;
    double[] scores = Arrays.stream(expected.probabilities).mapToDouble(p -> p[label]).toArray();
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      positive[i] = expected.labels[i] == label;
    }
    Roc roc = Roc.of(scores, positive);
    assertThat(roc.falsePositiveRates().stream().mapToDouble(x -> x).toArray())
        .containsExactly(expected.roc[0], within(EXACT));
    assertThat(roc.truePositiveRates().stream().mapToDouble(x -> x).toArray())
        .containsExactly(expected.roc[1], within(EXACT));
  }

  @Test
  void aurocOfConstantScoresIsOneHalf() {
    assertThat(Auroc.binary(new double[] {3, 3, 3}, new boolean[] {true, false, true}))
        .isEqualTo(0.5);
  }

  @Test
  void aurocOfOneClassIsUndefined() {
    assertThatThrownBy(() -> Auroc.binary(new double[] {1, 2}, new boolean[] {true, true}))
        .isInstanceOf(UndefinedMetricException.class);
  }

  @Test
  void aurocRefusesNaN() {
    assertThatThrownBy(
            () -> Auroc.binary(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 is NaN");
  }

  @Test
  void theBootstrapIntervalOfAMeanIsThatOfTheNormalApproximation() {
    List<String> patients = IntStream.range(0, 400).mapToObj(i -> "P" + i).toList();
    ConfidenceInterval interval =
        new PatientBootstrap(2000, 0.95, 1)
            .interval(
                patients, samples -> Arrays.stream(samples).map(i -> i % 2).average().orElse(0));
    double halfWidth = 1.96 * 0.5 / Math.sqrt(400);
    assertThat(interval.estimate()).isEqualTo(0.5);
    assertThat(interval.lower()).isCloseTo(0.5 - halfWidth, within(0.006));
    assertThat(interval.upper()).isCloseTo(0.5 + halfWidth, within(0.006));
  }

  @Test
  void theBootstrapResamplesWholePatients() {
    List<String> patients = List.of("a", "a", "b", "b", "b");
    new PatientBootstrap(50, 0.9, 7)
        .interval(
            patients,
            samples -> {
              long a = Arrays.stream(samples).filter(i -> i < 2).count();
              long b = samples.length - a;
              assertThat(a % 2).isZero();
              assertThat(b % 3).isZero();
              assertThat(a / 2 + b / 3).isEqualTo(2);
              return a;
            });
  }

  @Test
  void resamplesWithoutAClassAreCountedAndLeftOut() {
    boolean[] positive = {true, false, false};
    double[] scores = {0.9, 0.1, 0.2};
    ConfidenceInterval interval =
        new PatientBootstrap(1000, 0.95, 3)
            .interval(
                List.of("a", "b", "c"),
                samples -> {
                  boolean[] resampled = new boolean[samples.length];
                  for (int i = 0; i < samples.length; i++) {
                    resampled[i] = positive[samples[i]];
                  }
                  return Auroc.binary(
                      Arrays.stream(samples).mapToDouble(i -> scores[i]).toArray(), resampled);
                });
    assertThat(interval.undefined()).isBetween(270, 400);
    assertThat(interval.resamples() + interval.undefined()).isEqualTo(1000);
    assertThat(interval.lower()).isEqualTo(1);
  }
}
