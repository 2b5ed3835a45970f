// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            new CohortRow(new RowPlace(0, 0), SLIDE, "p", "normal", null),
            row(2, "q", "tumour", null),
            new CohortRow(new RowPlace(2, 0), SLIDE, "p", "normal", null));

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
    assertThat(
            RowPlace.named(
                IntStream.range(0, 30).mapToObj(index -> new RowPlace(index, 0)).toList()))
        .startsWith("Rows 1, 2, 3")
        .endsWith("20 and 10 more");
  }

  @Test
  void rowsOfATableAreNamedByTheirLines() {
    assertThat(RowPlace.named(List.of(new RowPlace(0, 2), new RowPlace(1, 5))))
        .isEqualTo("Lines 2 and 5");
  }

  @Test
  void foldsAreNumberedWithoutAGapAndItIsSaid() {
    List<String> notes = new ArrayList<>();

    List<CohortRow> rows =
        FoldNumbers.renumber(
            List.of(row(1, "p", "a", 7), row(2, "q", "b", 3), row(3, "r", "b", 7)), notes);

    assertThat(rows).extracting(CohortRow::fold).containsExactly(1, 0, 1);
    assertThat(notes).singleElement().asString().contains("3 became 0, 7 became 1");
    FoldNumbers.renumber(rows, notes);
    assertThat(notes).hasSize(1);
  }

  @Test
  void patientsAndLabelsThatAreTheSameTextAreTheSame() {
    CohortText texts = new CohortText();

    List<CohortRow> rows =
        texts.clean(
            List.of(row(1, " Mu\u0308ller", "a", null), row(2, "M\u00fcller", "a\u00a0", null)));

    assertThat(rows).extracting(CohortRow::patient).containsOnly("M\u00fcller");
    assertThat(rows).extracting(CohortRow::label).containsOnly("a");
    assertThat(texts.stripped()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "007, 7",
    "Tumour, TUMOUR",
    "small cell, small_cell",
    "stra\u00dfe, STRASSE"
  })
  void labelsThatAreTheSameToPeopleAreSaid(String one, String other) {
    assertThat(DoubtfulText.warnings(List.of(row(1, "p", one, null), row(2, "q", other, null))))
        .singleElement()
        .asString()
        .contains(one, other, "different labels");
    assertThat(DoubtfulText.warnings(List.of(row(1, "p", "1.5", null), row(2, "q", "15", null))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\0b", "two\nlines", "\u0085", "\ud800", "\u2028x"})
  void textThatNobodySeesIsRefusedByItsRow(String label) {
    CohortText texts = new CohortText();

    Problem problem =
        catchThrowableOfType(
                ProblemException.class,
                () -> texts.clean(List.of(row(1, "p", "a", null), row(2, "q", label, null))))
            .problem();

    assertThat(problem.detail()).startsWith("Row 2: the label ");
    assertThat(problem.pointer()).isEqualTo("/slides/1/label");
  }

  @ParameterizedTest
  @CsvSource({
    "slide-01.svs, slide-10.svs",
    "p1, ''",
    "TCGA-AA-1234, TCGA-AA-1234-01Z-DX1.svs",
    "slides/p03.tff, p03.tif"
  })
  void aNameIsNearWhenFewLettersAreOtherwise(String asked, String near) {
    List<String> names =
        List.of("slide-10.svs", "TCGA-AA-1234-01Z-DX1.svs", "p03.tif", "zebra.svs");

    assertThat(NearName.of(asked, names).orElse("")).isEqualTo(near);
  }

  private static CohortRow row(int number, String patient, String label, @Nullable Integer fold) {
    return new CohortRow(new RowPlace(number - 1, 0), new UUID(0, number), patient, label, fold);
  }

  private static Problem refusal(CohortRow... rows) {
    return catchThrowableOfType(ProblemException.class, () -> CohortRules.check(List.of(rows)))
        .problem();
  }
}
