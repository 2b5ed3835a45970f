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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class StatisticsTest {
  private static final double EXACT = 1e-12;

  /** Two bootstraps of 4,000 resamples: three standard errors of a 2.5th percentile's rank. */
  private static final double OF_BOOTSTRAPS = 0.035;

  private static final PatientBootstrap BOOTSTRAP = new PatientBootstrap(1000, 0.95, 5);

  private record DeLongCase(double standardError, double z, double p) {}

  /** What scikit-learn, SciPy and NumPy say; made by src/test/python/statistics_fixture.py. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Case(
      int[] labels,
      double[][] probabilities,
      double[] second,
      double averagePrecision,
      double[] precisions,
      double[] recalls,
      double kappa,
      double quadraticKappa,
      double brier,
      int[] counts,
      double[] confidences,
      double[] accuracies,
      double calibrationError,
      DeLongCase delong,
      double[][] band) {

    int last() {
      return probabilities[0].length - 1;
    }

    double[] scores() {
      return Arrays.stream(probabilities).mapToDouble(p -> p[last()]).toArray();
    }

    boolean[] positive() {
      boolean[] positive = new boolean[labels.length];
      for (int i = 0; i < labels.length; i++) {
        positive[i] = labels[i] == last();
      }
      return positive;
    }

    ConfusionMatrix confusion() {
      return ConfusionMatrix.of(labels, ConfusionMatrix.argmax(probabilities), last() + 1);
    }
  }

  static Case[] cases() throws IOException {
    try (InputStream in =
        requireNonNull(StatisticsTest.class.getResourceAsStream("statistics.json"))) {
      return new JsonMapper().readValue(in, Case[].class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void precisionAndRecallAreScikitLearns(Case expected) {
    PrecisionRecall curve = PrecisionRecall.of(expected.scores(), expected.positive());
    assertThat(curve.averagePrecision()).isCloseTo(expected.averagePrecision, within(EXACT));
    assertThat(array(curve.recalls())).containsExactly(expected.recalls, within(EXACT));
    assertThat(array(curve.precisions())).containsExactly(expected.precisions, within(EXACT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void kappasAreScikitLearns(Case expected) {
    assertThat(expected.confusion().kappa()).isCloseTo(expected.kappa, within(EXACT));
    assertThat(expected.confusion().quadraticKappa())
        .isCloseTo(expected.quadraticKappa, within(EXACT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void calibrationIsScikitLearns(Case expected) {
    assertThat(Brier.score(expected.probabilities, expected.labels))
        .isCloseTo(expected.brier, within(EXACT));
    Reliability reliability = Reliability.of(expected.probabilities, expected.labels, 15);
    assertThat(reliability.expectedError()).isCloseTo(expected.calibrationError, within(EXACT));
    assertThat(reliability.bins().stream().mapToInt(Reliability.Bin::count).toArray())
        .isEqualTo(expected.counts);
    assertThat(reliability.bins().stream().mapToDouble(Reliability.Bin::confidence).toArray())
        .containsExactly(expected.confidences, within(EXACT));
    assertThat(reliability.bins().stream().mapToDouble(Reliability.Bin::accuracy).toArray())
        .containsExactly(expected.accuracies, within(EXACT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void deLongsTestIsThatOfItsDefinition(Case expected) {
    DeLong test = DeLong.test(expected.scores(), expected.second, expected.positive());
    assertThat(test.outcome()).isEqualTo(TestOutcome.TESTED);
    assertThat(test.standardError()).isCloseTo(expected.delong.standardError, within(EXACT));
    assertThat(test.z().orElseThrow()).isCloseTo(expected.delong.z, within(1e-10));
    assertThat(test.p().orElseThrow()).isCloseTo(expected.delong.p, within(EXACT));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theBootstrapOfADifferenceIsAsWideAsDeLongs(Case expected) {
    boolean[] positive = expected.positive();
    double[] scores = expected.scores();
    PairedDifference difference =
        new PatientBootstrap(2000, 0.95, 5)
            .difference(
                eachAPatient(scores.length),
                auroc(scores, positive),
                auroc(expected.second, positive));
    double halfWidth = 1.96 * expected.delong.standardError;
    ConfidenceInterval interval = difference.interval();
    assertThat((interval.upper() - interval.lower()) / 2)
        .isCloseTo(halfWidth, within(0.15 * halfWidth));
    assertThat(difference.p().orElseThrow())
        .isCloseTo(expected.delong.p, within(0.02 + 0.25 * expected.delong.p));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theBandOfTheRocIsThatOfScikitLearnsCurves(Case expected) {
    List<String> patients =
        IntStream.range(0, expected.labels.length).mapToObj(i -> "P" + i / 2).toList();
    RocBand band =
        RocBand.of(
            expected.scores(),
            expected.positive(),
            patients,
            new PatientBootstrap(4000, 0.95, 2),
            20);
    assertThat(band.falsePositiveRates().get(1)).isEqualTo(0.05);
    assertThat(array(band.lower())).containsExactly(expected.band[0], within(OF_BOOTSTRAPS));
    assertThat(array(band.upper())).containsExactly(expected.band[1], within(OF_BOOTSTRAPS));
  }

  /** SciPy's 2 * norm.sf(z). */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0.1, 0.920344325445942",
    "1.959963984540054, 0.05",
    "3.5, 0.00046525815807105004",
    "3.6, 0.00031821718031506727",
    "8, 1.244192114854348e-15",
    "37, 1.1451142445047853e-299"
  })
  void theTailIsSciPys(double z, double tail) {
    assertThat(NormalTail.twoSided(z)).isCloseTo(tail, within(1e-11 * tail));
    assertThat(NormalTail.twoSided(-z)).isEqualTo(NormalTail.twoSided(z));
  }

  /** By hand: of scores 4 3 2 1 the first and third are positive. */
  @Test
  void aCaseByHand() {
    boolean[] positive = {true, false, true, false};
    double[] scores = {4, 3, 2, 1};
    PrecisionRecall curve = PrecisionRecall.of(scores, positive);
    assertThat(curve.averagePrecision()).isCloseTo(0.5 + 0.5 * 2 / 3, within(EXACT));
    // Components 1 and 1/2 of either class, against constants: (1/8) / 2 twice.
    DeLong test = DeLong.test(scores, new double[] {0, 0, 0, 0}, positive);
    assertThat(test.difference()).isEqualTo(0.25);
    assertThat(test.standardError()).isCloseTo(Math.sqrt(0.125), within(EXACT));
    assertThat(Brier.score(new double[][] {{0.75, 0.25}, {0.5, 0.5}}, new int[] {0, 1}))
        .isCloseTo((0.0625 + 0.25) / 2, within(EXACT));
    // Of grades 0 and 2 one each is missed by two: 1 − (4·2)/(4·4·4/8).
    assertThat(
            ConfusionMatrix.of(new int[] {0, 0, 2, 2}, new int[] {0, 2, 0, 2}, 3).quadraticKappa())
        .isCloseTo(0, within(EXACT));
  }

  @Test
  void aThresholdLiesInTheMiddleOfTheWidestGapOfTheBest() {
    assertThat(
            Threshold.youden(
                new double[] {0.1, 0.2, 0.8, 0.9}, new boolean[] {false, false, true, true}))
        .isEqualTo(0.5);
    assertThat(
            Threshold.youden(new double[] {5, 4, 3, 1}, new boolean[] {true, false, true, false}))
        .as("of two cuts with index 1/2 that with the wider gap")
        .isEqualTo(2);
    assertThatThrownBy(() -> Threshold.youden(new double[] {1, 2}, new boolean[] {true, false}))
        .isInstanceOf(UndefinedMetricException.class)
        .hasMessageContaining("better than chance");
  }

  @Test
  void aClassifierIsNoBetterThanItself() {
    double[] scores = {0.3, 0.1, 0.9, 0.7, 0.2};
    boolean[] positive = {true, false, true, false, false};
    DeLong test = DeLong.test(scores, scores.clone(), positive);
    assertThat(test.outcome()).isEqualTo(TestOutcome.ALIKE);
    assertThat(test.difference()).isZero();
    assertThat(test.p()).hasValue(1);
    PairedDifference difference =
        BOOTSTRAP.difference(eachAPatient(5), auroc(scores, positive), auroc(scores, positive));
    assertThat(difference.outcome()).isEqualTo(TestOutcome.ALIKE);
    assertThat(difference.p()).hasValue(1);
    assertThat(difference.interval().degenerate()).isTrue();
  }

  @Test
  void aPerfectRankingAgainstItsReverseHasNoVariance() {
    double[] perfect = {1, 2, 3, 4, 5, 6};
    double[] reversed = {6, 5, 4, 3, 2, 1};
    boolean[] positive = {false, false, false, true, true, true};
    DeLong test = DeLong.test(perfect, reversed, positive);
    assertThat(test.difference()).isEqualTo(1);
    assertThat(test.outcome()).isEqualTo(TestOutcome.WITHOUT_VARIANCE);
    assertThat(test.p()).isEmpty();
    PairedDifference difference =
        BOOTSTRAP.difference(eachAPatient(6), auroc(perfect, positive), auroc(reversed, positive));
    assertThat(difference.outcome()).isEqualTo(TestOutcome.WITHOUT_VARIANCE);
    assertThat(difference.p()).isEmpty();
  }

  @Test
  void onePatientTellsNothingOfADifference() {
    double[] scores = {0.3, 0.1, 0.9, 0.7};
    double[] others = {0.3, 0.1, 0.2, 0.7};
    boolean[] positive = {true, false, true, false};
    PairedDifference difference =
        BOOTSTRAP.difference(
            List.of("a", "a", "a", "a"), auroc(scores, positive), auroc(others, positive));
    assertThat(difference.outcome()).isEqualTo(TestOutcome.WITHOUT_VARIANCE);
    assertThat(difference.interval().degenerate()).isTrue();
  }

  @Test
  void whatOneClassLeavesWithoutAValueSaysSo() {
    boolean[] one = {true, true};
    double[] scores = {1, 2};
    assertUndefined(() -> PrecisionRecall.of(scores, one), "needs both classes");
    assertUndefined(() -> Threshold.youden(scores, one), "needs both classes");
    assertUndefined(() -> DeLong.test(scores, scores, one), "needs both classes");
    assertUndefined(
        () -> DeLong.test(scores, scores, new boolean[] {true, false}), "two samples of each");
    assertUndefined(
        () -> RocBand.of(scores, one, List.of("a", "b"), BOOTSTRAP, 10), "lacks a class");
    assertUndefined(
        () -> ConfusionMatrix.of(new int[] {1, 1}, new int[] {1, 1}, 2).kappa(), "two classes");
    assertUndefined(() -> Brier.score(new double[0][], new int[0]), "needs a sample");
    assertUndefined(
        () -> Reliability.of(new double[0][], new int[0], 15).expectedError(), "needs a sample");
  }

  private static void assertUndefined(Runnable measure, String message) {
    assertThatThrownBy(measure::run)
        .isInstanceOf(UndefinedMetricException.class)
        .hasMessageContaining(message);
  }

  private static List<String> eachAPatient(int samples) {
    return IntStream.range(0, samples).mapToObj(i -> "P" + i).toList();
  }

  private static ToDoubleFunction<int[]> auroc(double[] scores, boolean[] positive) {
    return samples -> {
      boolean[] resampled = new boolean[samples.length];
      for (int i = 0; i < samples.length; i++) {
        resampled[i] = positive[samples[i]];
      }
      return Auroc.binary(Arrays.stream(samples).mapToDouble(i -> scores[i]).toArray(), resampled);
    };
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(x -> x).toArray();
  }
}
