// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of slides with patient, label and, maybe, fold.
 *
 * @param rows at least one
 * @param notes how it was read, where that could have been otherwise
 */
public record LabelTable(List<Row> rows, List<String> notes) {

  /**
   * One slide.
   *
   * @param line in which its row begins, from 1, as an editor counts
   * @param slide its name or id; not empty
   * @param patient whose it is; not empty
   * @param label its class; not empty
   * @param fold from the table, if it has one
   */
  public record Row(int line, String slide, String patient, String label, @Nullable Integer fold) {}

  public LabelTable {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a table; its columns may stand in any order, and others are passed over.
   *
   * @param declared its encoding, where whoever sent it declares one
   * @throws TableException where it cannot be read for sure
   */
  public static LabelTable read(byte[] file, @Nullable Charset declared) {
    Table table = Table.read(file, declared);
    if (table.rows().isEmpty()) {
      throw new TableException(
          "The table has no rows below its header. curl keeps the ends of lines with --data-binary,"
              + " not with -d.");
    }
    LabelColumns columns = LabelColumns.of(table);
    List<String> notes = new ArrayList<>(table.notes());
    notes.addAll(columns.notes());
    List<Row> rows = new ArrayList<>(table.rows().size());
    int fractions = 0;
    for (Table.Row row : table.rows()) {
      FoldCell fold = columns.fold() < 0 ? FoldCell.NONE : FoldCell.of(row, columns.fold());
      fractions += fold.fraction() ? 1 : 0;
      rows.add(
          new Row(
              row.line(),
              needed(row, columns.slide(), "slide"),
              needed(row, columns.patient(), "patient"),
              needed(row, columns.label(), "label"),
              fold.number()));
    }
    if (fractions > 0) {
      notes.add(
          "Folds are written with a decimal point in %d rows: 0.0 is read as 0."
              .formatted(fractions));
    }
    return new LabelTable(rows, notes);
  }

  private static String needed(Table.Row row, int column, String name) {
    String cell = row.cells().get(column);
    if (cell.isEmpty()) {
      throw new TableException("Line %d has no %s.".formatted(row.line(), name));
    }
    return cell;
  }
}
