// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlideSurveyTest {

  @Test
  void keepsAnObjectivesPower() {
    assertThat(SlideSurvey.power("20")).isEqualTo(20);
    assertThat(SlideSurvey.power("2.5")).isEqualTo(2.5);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "twenty", "0", "-20", "NaN", "Infinity", "1e999"})
  void keepsNothingElse(String text) {
    assertThat(SlideSurvey.power(text)).isNull();
  }
}
