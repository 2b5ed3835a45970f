// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CohortCsvTest {
  private static final String HEADER = "slide,patient,label\n";

  @Test
  void quotedCellsHoldCommasQuotesAndLineBreaks() {
    assertThat(CohortCsv.read(HEADER + "\"x, \"\"y\"\"\",p,\"two\nlines\"\r\nb,q,c\r\n"))
        .containsExactly(
            new CohortCsv.Line(1, "x, \"y\"", "p", "two\nlines", null),
            new CohortCsv.Line(2, "b", "q", "c", null));
  }

  @Test
  void whatIsWrittenReadsBack() {
    UUID slide = UUID.randomUUID();
    String label = "a\"b,\nc";
    var row = new CohortSlideEntity(new CohortSlideKey(UUID.randomUUID(), slide), 0, "é", label, 7);

    String written = CohortCsv.write(List.of(row), Map.of(slide, "x.svs"));

    assertThat(written)
        .isEqualTo("slide,name,patient,label,fold\r\n" + slide + ",x.svs,é,\"a\"\"b,\nc\",7\r\n");
    assertThat(CohortCsv.read(written))
        .containsExactly(new CohortCsv.Line(1, slide.toString(), "é", label, 7));
  }

  @Test
  void byteOrderMarkEmptyLinesAndBlanksAreNotTheTables() {
    assertThat(CohortCsv.read("\uFEFFLabel, slide ,PATIENT\n\na,x ,p\n"))
        .containsExactly(new CohortCsv.Line(1, "x", "p", "a", null));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`x,p,a\ny,q\"r,b\n`, Line 3, in the midst of cell 2",
        "`x,p,a\n\"y\"z,q,b\n`, line 3, after closing quote",
        "`x,p,a\ny, \"q\",b\n`, Line 3, in the midst",
        "`x,p,a\n\"two\nlines\",p,b\ny,q,b,c\n`, line 5, 4 fields",
        "`x,p,a\ny,q\n`, line 3, 2 fields",
        "`x,p,a\ny,q,\"b\nz,r,b\n`, line 3, does not end",
        "`x,p,a\n,q,b\n`, Line 3, no slide",
        "`x,,a\n`, Line 2, no patient",
      })
  void aRowThatCannotBeMeantIsRefusedByItsLine(String rows, String line, String why) {
    Problem problem = refusal(HEADER + rows);

    assertThat(problem.type()).isEqualTo("/problems/invalid-request");
    assertThat(problem.detail()).contains(line, why).doesNotContain("Exception:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "slide,patient,label",
        "slide,label\nx,a",
        "slide,patient,label,SLIDE\nx,p,a,y"
      })
  void aTableWithoutItsColumnsOrRowsIsRefused(String text) {
    assertThat(refusal(text).type()).isEqualTo("/problems/invalid-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "-1", "1.0", "one", "٣"})
  void aFoldIsANumberUpTo99(String fold) {
    assertThat(refusal("slide,patient,label,fold\nx,p,a," + fold).detail())
        .contains("Line 2", fold);
  }

  private static Problem refusal(String text) {
    return catchThrowableOfType(ProblemException.class, () -> CohortCsv.read(text)).problem();
  }
}
