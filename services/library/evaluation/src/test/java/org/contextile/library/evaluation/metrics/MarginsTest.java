// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.evaluation.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class MarginsTest {
  private static final double EXACT = 1e-12;

  /** SciPy's margins and scikit-learn's AUROC; made by src/test/python/margins_fixture.py. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  private record Case(
      int[] labels,
      double[][] logits,
      double[][] margins,
      double[] auroc,
      double[] saturatedAuroc) {}

  static Case[] cases() throws IOException {
    try (InputStream in = requireNonNull(MarginsTest.class.getResourceAsStream("margins.json"))) {
      return new JsonMapper().readValue(in, Case[].class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areSciPysAndRankAsScikitLearnSays(Case expected) {
    double[][] margins = Margins.of(expected.logits);

    for (int i = 0; i < margins.length; i++) {
      assertThat(margins[i]).containsExactly(expected.margins[i], within(1e-9));
    }
    assertThat(Auroc.oneVersusRest(margins, expected.labels))
        .containsExactly(expected.auroc, within(EXACT));
  }

  @Test
  void doNotTieWhereProbabilitiesDo() throws IOException {
    assertThat(Arrays.stream(cases()).filter(it -> !Arrays.equals(it.auroc, it.saturatedAuroc)))
        .as("cases whose probabilities in float32 rank otherwise")
        .hasSizeGreaterThan(1);
    double[][] logits = {{0, 800}, {0, 900}, {-900, 900}};
    double[][] margins = Margins.of(logits);
    assertThat(margins[1][1]).isGreaterThan(margins[0][1]);
    assertThat(margins[2][1]).isGreaterThan(margins[1][1]);
  }

  @Test
  void anIntervalOfAPerfectRankingIsDegenerate() {
    double[] scores = {0.1, 0.2, 0.8, 0.9};
    List<String> patients = List.of("a", "b", "c", "d");
    PatientBootstrap bootstrap = new PatientBootstrap(200, 0.95, 3);

    assertThat(interval(bootstrap, patients, scores, 2).degenerate()).isTrue();
    assertThat(interval(bootstrap, patients, new double[] {0.1, 0.85, 0.8, 0.9}, 2).degenerate())
        .isFalse();
  }

  private static ConfidenceInterval interval(
      PatientBootstrap bootstrap, List<String> patients, double[] scores, int firstPositive) {
    return bootstrap.interval(
        patients,
        samples -> {
          boolean[] positive = new boolean[samples.length];
          double[] resampled = new double[samples.length];
          for (int i = 0; i < samples.length; i++) {
            positive[i] = samples[i] >= firstPositive;
            resampled[i] = scores[samples[i]];
          }
          return Auroc.binary(resampled, positive);
        });
  }
}
