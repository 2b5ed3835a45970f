// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownNamesTest {
  private static final List<String> KNOWN = List.of("cohortId", "name", "pageSize", "pageToken");

  @ParameterizedTest
  @CsvSource({
    "pagesize, pageSize",
    "page_size, pageSize",
    "pagSize, pageSize",
    "cohort-id, cohortId",
    "nme, name",
    "page-tokens, pageToken",
  })
  void theNameThatWasProbablyMeantIsFound(String given, String meant) {
    assertThat(KnownNames.near(given, KNOWN)).hasValue(meant);
  }

  @Test
  void whatResemblesNothingIsToldWhatThereIs() {
    assertThat(KnownNames.near("filter", KNOWN)).isEmpty();
    assertThat(KnownNames.instead("filter", KNOWN))
        .isEqualTo("There are cohortId, name, pageSize and pageToken.");
    assertThat(KnownNames.instead("filter", List.of())).isEqualTo("There are none here.");
    assertThat(KnownNames.near("x".repeat(1 << 20), KNOWN)).isEmpty();
  }

  @Test
  void aLongListIsCut() {
    List<String> many = IntStream.range(0, 100).mapToObj(i -> "field" + i).toList();

    assertThat(KnownNames.list(many)).endsWith("field59 and 40 more").hasSizeLessThan(600);
  }
}
