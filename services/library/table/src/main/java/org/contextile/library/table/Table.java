// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was read: every row has a cell for each column, and some text.
 *
 * @param header the names of the columns
 * @param rows below the header
 * @param notes how it was read, where that could have been otherwise
 */
public record Table(List<String> header, List<Row> rows, List<String> notes) {

  /**
   * One row.
   *
   * @param line in which it begins, from 1, as an editor counts
   * @param cells one per column, without blanks at their ends
   */
  public record Row(int line, List<String> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  public Table {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a table with separated cells, quoted as RFC 4180 says.
   *
   * @param declared its encoding, where whoever sent it declares one
   * @throws TableException where it cannot be read for sure
   */
  public static Table read(byte[] file, @Nullable Charset declared) {
    DecodedText decoded = DecodedText.of(file, declared);
    return new TableReader(decoded.text()).read(decoded.notes());
  }
}
