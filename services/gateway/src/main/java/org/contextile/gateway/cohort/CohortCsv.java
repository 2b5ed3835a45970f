// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** A cohort's rows as a table with the columns slide, patient, label and, maybe, fold. */
final class CohortCsv {
  private static final String SLIDE = "slide";
  private static final String PATIENT = "patient";
  private static final String LABEL = "label";
  private static final String FOLD = "fold";

  private CohortCsv() {}

  /** A row that names its slide by id or by name. */
  record Line(int number, String slide, String patient, String label, @Nullable Integer fold) {}

  /**
   * Reads a table. Columns may stand in any order; others than ours are passed over.
   *
   * @throws ProblemException {@code invalid-request}
   */
  static List<Line> read(String text) {
    List<List<String>> rows = parse(text).rows();
    if (rows.size() < 2) {
      throw invalid("The CSV has no rows below its header.");
    }
    Map<String, Integer> columns = columns(rows.getFirst());
    List<Line> lines = new ArrayList<>(rows.size() - 1);
    for (int number = 1; number < rows.size(); number++) {
      lines.add(line(number, rows.get(number), columns));
    }
    return lines;
  }

  /** The rows in their order; {@code names} has the slides' names. */
  static String write(List<CohortSlideEntity> rows, Map<UUID, String> names) {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of(SLIDE, "name", PATIENT, LABEL, FOLD));
    for (CohortSlideEntity row : rows) {
      String name = names.getOrDefault(row.slideId(), "");
      String fold = row.fold() == null ? "" : row.fold().toString();
      table.add(List.of(row.slideId().toString(), name, row.patient(), row.label(), fold));
    }
    return new CsvTable(table).format();
  }

  private static CsvTable parse(String text) {
    try {
      return CsvTable.parse(text);
    } catch (IllegalArgumentException e) {
      throw invalid(Objects.requireNonNullElse(e.getMessage(), "The CSV cannot be read."));
    }
  }

  private static Map<String, Integer> columns(List<String> header) {
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < header.size(); column++) {
      columns.putIfAbsent(header.get(column).toLowerCase(Locale.ROOT), column);
    }
    for (String needed : List.of(SLIDE, PATIENT, LABEL)) {
      if (!columns.containsKey(needed)) {
        throw invalid("The CSV's header lacks the column " + needed + ".");
      }
    }
    return columns;
  }

  private static Line line(int number, List<String> cells, Map<String, Integer> columns) {
    return new Line(
        number,
        needed(number, cells, columns, SLIDE),
        needed(number, cells, columns, PATIENT),
        needed(number, cells, columns, LABEL),
        fold(number, cell(cells, columns, FOLD)));
  }

  private static String needed(
      int number, List<String> cells, Map<String, Integer> columns, String column) {
    String value = cell(cells, columns, column);
    if (value.isEmpty()) {
      throw invalid("Row " + number + " has no " + column + ".");
    }
    return value;
  }

  private static String cell(List<String> cells, Map<String, Integer> columns, String column) {
    int place = columns.getOrDefault(column, Integer.MAX_VALUE);
    return place < cells.size() ? cells.get(place) : "";
  }

  private static @Nullable Integer fold(int number, String cell) {
    if (cell.isEmpty()) {
      return null;
    }
    if (!cell.matches("\\d{1,2}")) {
      throw invalid("Row " + number + " has the fold " + cell + ", which is not in 0 to 99.");
    }
    return Integer.valueOf(cell);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at("/slides"));
  }
}
