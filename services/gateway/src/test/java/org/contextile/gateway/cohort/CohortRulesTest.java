// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CohortRulesTest {
  private static final UUID SLIDE = UUID.fromString("0199c1a2-7d3e-7c41-9a0e-6b1f6c1d2e3f");

  @Test
  void aPatientMayHaveSlidesOfTwoClassesInOneFold() {
    assertThatCode(
            () -> CohortRules.check(List.of(row(1, "p", "normal", 0), row(2, "p", "tumour", 0))))
        .doesNotThrowAnyException();
  }

  @Test
  void aSlideTwiceIsNamedByItsRows() {
    Problem problem =
        refusal(
            new CohortRow(1, SLIDE, "p", "normal", null),
            row(2, "q", "tumour", null),
            new CohortRow(3, SLIDE, "p", "normal", null));

    assertThat(problem.type()).isEqualTo("/problems/duplicate-rows");
    assertThat(problem.detail()).isEqualTo("Rows 1 and 3 name a slide twice.");
    assertThat(problem.pointer()).isEqualTo("/slides/0/slideId");
  }

  @Test
  void aPatientInTwoFoldsIsNamedByItsRows() {
    Problem problem =
        refusal(row(1, "p", "normal", 0), row(2, "q", "tumour", 1), row(3, "p", "tumour", 1));

    assertThat(problem.type()).isEqualTo("/problems/patient-in-two-folds");
    assertThat(problem.detail()).startsWith("Rows 1 and 3 ");
  }

  @Test
  void foldsAreGivenForAllRowsOrNone() {
    Problem problem = refusal(row(1, "p", "normal", 0), row(2, "q", "tumour", null));

    assertThat(problem.type()).isEqualTo("/problems/invalid-request");
    assertThat(problem.detail()).startsWith("Row 2 ");
  }

  @Test
  void oneClassIsRefused() {
    Problem problem = refusal(row(1, "p", "normal", null), row(2, "q", "normal", null));

    assertThat(problem.type()).isEqualTo("/problems/cohort-with-one-class");
    assertThat(problem.status()).isEqualTo(422);
  }

  @Test
  void ofManyRowsTheFirstAreNamed() {
    assertThat(CohortRules.named(IntStream.rangeClosed(1, 30).boxed().toList()))
        .startsWith("Rows 1, 2, 3")
        .endsWith("20 and 10 more");
  }

  private static CohortRow row(int number, String patient, String label, @Nullable Integer fold) {
    return new CohortRow(number, new UUID(0, number), patient, label, fold);
  }

  private static Problem refusal(CohortRow... rows) {
    return catchThrowableOfType(ProblemException.class, () -> CohortRules.check(List.of(rows)))
        .problem();
  }
}
