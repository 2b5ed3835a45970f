// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinestTilesTest {
  @Test
  void letsATwentiethPass() {
    assertThat(FinestTiles.allows(0.5, 0.475)).isTrue();
    assertThat(FinestTiles.allows(0.5, 0.4749)).isFalse();
    assertThat(FinestTiles.allows(0.499, 0.5)).isTrue();
    assertThat(FinestTiles.allows(0.62, 0.5)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.62, 0.589", "8.07, 7.667", "0.2527, 0.2401", "0.5, 0.475", "0.1945, 0.1848"})
  void namesAResolutionThatWorks(double slide, double finest) {
    assertThatThrownBy(() -> FinestTiles.require("a.tif", slide, tiling(slide / 2)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("a.tif (" + slide + ")")
        .hasMessageEndingWith("the finest that works is " + finest + ".");
    assertThatCode(() -> FinestTiles.require("a.tif", slide, tiling(finest)))
        .doesNotThrowAnyException();
  }

  private static TilingSpec tiling(double mpp) {
    return new TilingSpec(224, mpp, 0, 0.5);
  }
}
