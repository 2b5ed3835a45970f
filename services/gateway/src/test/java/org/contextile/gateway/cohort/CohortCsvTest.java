// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.library.table.LabelTable;
import org.junit.jupiter.api.Test;

class CohortCsvTest {
  @Test
  void whatIsWrittenReadsBack() {
    UUID slide = UUID.randomUUID();
    String label = "a\"b, c";
    var row = new CohortSlideEntity(new CohortSlideKey(UUID.randomUUID(), slide), 0, "é", label, 7);

    String written = CohortCsv.write(List.of(row), Map.of(slide, "x.svs"));

    assertThat(written)
        .isEqualTo("slide,name,patient,label,fold\r\n" + slide + ",x.svs,é,\"a\"\"b, c\",7\r\n");
    assertThat(CohortCsv.read(written.getBytes(StandardCharsets.UTF_8), null).rows())
        .containsExactly(new LabelTable.Row(2, slide.toString(), "é", label, 7));
  }

  @Test
  void whatCannotBeReadIsAnInvalidRequest() {
    Problem problem = refusal("slide,patient,label\nx,p\n");

    assertThat(problem.type()).isEqualTo("/problems/invalid-request");
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail()).contains("Line 2");
  }

  @Test
  void aTableHasNoMoreRowsThanARequestInJson() {
    assertThat(refusal("slide,patient,label\n" + "x,p,a\n".repeat(100_001)).detail())
        .contains("100001 rows");
  }

  private static Problem refusal(String text) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> CohortCsv.read(text.getBytes(StandardCharsets.UTF_8), null))
        .problem();
  }
}
