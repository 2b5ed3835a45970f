// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortSlideEntity;
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
   * @throws ProblemException {@code invalid-request}, naming the line in which it went wrong
   */
  static List<Line> read(String text) {
    List<CsvRecord> records = StrictCsv.read(text);
    if (records.size() < 2) {
      throw invalid("The CSV has no rows below its header.");
    }
    Map<String, Integer> columns = columns(records.getFirst().getFields());
    List<Line> lines = new ArrayList<>(records.size() - 1);
    for (int number = 1; number < records.size(); number++) {
      lines.add(line(number, records.get(number), columns));
    }
    return lines;
  }

  /** The rows in their order; {@code names} has the slides' names. */
  static String write(List<CohortSlideEntity> rows, Map<UUID, String> names) {
    StringWriter text = new StringWriter();
    CsvWriter table = CsvWriter.builder().bufferSize(0).build(text);
    table.writeRecord(SLIDE, "name", PATIENT, LABEL, FOLD);
    for (CohortSlideEntity row : rows) {
      String name = names.getOrDefault(row.slideId(), "");
      String fold = row.fold() == null ? "" : row.fold().toString();
      table.writeRecord(row.slideId().toString(), name, row.patient(), row.label(), fold);
    }
    return text.toString();
  }

  private static Map<String, Integer> columns(List<String> header) {
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < header.size(); column++) {
      String name = header.get(column).toLowerCase(Locale.ROOT);
      if (columns.putIfAbsent(name, column) != null
          && List.of(SLIDE, PATIENT, LABEL, FOLD).contains(name)) {
        throw invalid("The CSV's header has the column " + name + " twice.");
      }
    }
    for (String needed : List.of(SLIDE, PATIENT, LABEL)) {
      if (!columns.containsKey(needed)) {
        throw invalid("The CSV's header lacks the column " + needed + ".");
      }
    }
    return columns;
  }

  private static Line line(int number, CsvRecord record, Map<String, Integer> columns) {
    return new Line(
        number,
        needed(record, columns, SLIDE),
        needed(record, columns, PATIENT),
        needed(record, columns, LABEL),
        fold(record, columns));
  }

  private static String needed(CsvRecord record, Map<String, Integer> columns, String column) {
    String value = cell(record, columns, column);
    if (value.isEmpty()) {
      throw invalid("Line " + record.getStartingLineNumber() + " has no " + column + ".");
    }
    return value;
  }

  private static String cell(CsvRecord record, Map<String, Integer> columns, String column) {
    Integer place = columns.get(column);
    return place == null ? "" : record.getField(place);
  }

  private static @Nullable Integer fold(CsvRecord record, Map<String, Integer> columns) {
    String cell = cell(record, columns, FOLD);
    if (cell.isEmpty()) {
      return null;
    }
    if (!cell.matches("[0-9]{1,2}")) {
      throw invalid(
          "Line %d has the fold %s, which is not in 0 to 99."
              .formatted(record.getStartingLineNumber(), cell));
    }
    return Integer.valueOf(cell);
  }

  private static ProblemException invalid(String detail) {
    return StrictCsv.refused(detail);
  }
}
