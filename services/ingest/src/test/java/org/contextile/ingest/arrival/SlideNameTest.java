// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.contextile.api.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlideNameTest {
  @Test
  void isTheOneAskedForElseTheFiles() {
    assertThat(SlideName.of("A 17-3", "x.svs")).isEqualTo("A 17-3");
    assertThat(SlideName.of(null, "Schnitt äöü.svs")).isEqualTo("Schnitt äöü.svs");
    assertThat(SlideName.of(" ", null)).isEqualTo("slide");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.svs", "/etc/passwd", "a\\b", "..", ".", "a\u0000b", "a\nb"})
  void isNoPath(String name) {
    assertThatThrownBy(() -> SlideName.of(null, name))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().type()).isEqualTo("/problems/unsafe-name"));
  }
}
