// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AgreementTest {

  @Test
  void aDifferenceIsMeasuredInStandardDeviationsOfTheFeatures() {
    float[] expected = {9, 11, 9, 11};
    assertThat(Agreement.relativeDifference(new float[] {9, 11, 9.5f, 11}, expected))
        .isEqualTo(0.5);
    assertThat(Agreement.relativeDifference(expected, expected)).isZero();
  }

  @Test
  void noBoundHoldsForFeaturesOfAnotherLengthOrThatAreNotFinite() {
    assertThat(Agreement.relativeDifference(new float[3], new float[4])).isNaN();
    assertThat(Agreement.relativeDifference(new float[] {Float.NaN, 1}, new float[] {0, 1}))
        .isNaN();
    assertThat(agreement(Double.NaN, 1, 0).holds()).isFalse();
  }

  @Test
  void theWorstImageGivesTheCosine() {
    float[] some = {1, 0, 1, 0};
    float[] others = {2, 0, 1, 1};
    assertThat(Agreement.leastCosine(some, others, 2)).isCloseTo(Math.sqrt(0.5), within(1e-12));
  }

  @Test
  void eachBoundMustHold() {
    assertThat(agreement(1e-5, 0.9995, 1e-4).holds()).isTrue();
    assertThat(agreement(2e-4, 0.9995, 1e-4).holds()).isFalse();
    assertThat(agreement(1e-5, 0.99, 1e-4).holds()).isFalse();
    assertThat(agreement(1e-5, 0.9995, 0.1).holds()).isFalse();
  }

  @Test
  void everyCaseHasItsOwnLabel() {
    assertThat(ParityCases.all()).extracting(ParityCase::label).doesNotHaveDuplicates();
  }

  private static Agreement agreement(double features, double cosine, double gradients) {
    return new Agreement(
        8, features, OptionalDouble.empty(), cosine, OptionalDouble.of(gradients), true);
  }
}
