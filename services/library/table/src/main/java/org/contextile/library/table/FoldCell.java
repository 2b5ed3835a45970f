// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a row.
 *
 * @param number what it says, or null where it is empty
 * @param fraction whether it is written as spreadsheets and data frames write a whole number in a
 *     column with gaps
 */
record FoldCell(@Nullable Integer number, boolean fraction) {
  static final FoldCell NONE = new FoldCell(null, false);

  private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9})([.,]0+)?");

  static FoldCell of(Table.Row row, int column) {
    String cell = row.cells().get(column);
    if (cell.isEmpty()) {
      return NONE;
    }
    Matcher whole = WHOLE.matcher(cell);
    if (!whole.matches()) {
      throw new TableException(
          "Line %d has the fold %s, which is not a whole number from 0."
              .formatted(row.line(), cell));
    }
    return new FoldCell(Integer.valueOf(whole.group(1)), whole.group(2) != null);
  }
}
