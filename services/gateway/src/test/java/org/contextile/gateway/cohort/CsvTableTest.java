// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {
  @Test
  void quotedCellsHoldCommasQuotesAndLineBreaks() {
    CsvTable table = CsvTable.parse("a,b\r\n\"x, \"\"y\"\"\",\"two\nlines\"\r\n");

    assertThat(table.rows()).containsExactly(List.of("a", "b"), List.of("x, \"y\"", "two\nlines"));
  }

  @Test
  void whatIsWrittenReadsBack() {
    CsvTable table = new CsvTable(List.of(List.of("slide", "é"), List.of("a\"b", "c,d\ne")));

    assertThat(CsvTable.parse(table.format())).isEqualTo(table);
  }

  @Test
  void byteOrderMarkAndEmptyLinesArePassedOver() {
    assertThat(CsvTable.parse("\uFEFFa,b\n\n1,2").rows())
        .containsExactly(List.of("a", "b"), List.of("1", "2"));
  }

  @Test
  void aQuoteThatDoesNotEndIsRefused() {
    assertThatThrownBy(() -> CsvTable.parse("a,\"b\n1,2\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not end");
  }
}
