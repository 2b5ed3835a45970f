// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.library.table.LabelTable;
import org.contextile.library.table.TableException;
import org.jspecify.annotations.Nullable;

/** A cohort's rows as a table with the columns slide, patient, label and, maybe, fold. */
final class CohortCsv {
  /** As the contract says of rows in JSON. */
  private static final int MAX_ROWS = 100_000;

  private CohortCsv() {}

  /**
   * Reads a table.
   *
   * @param declared its encoding, where the request declares one
   * @throws ProblemException {@code invalid-request}, naming the line in which it went wrong
   */
  static LabelTable read(byte[] file, @Nullable Charset declared) {
    try {
      LabelTable table = LabelTable.read(file, declared);
      if (table.rows().size() > MAX_ROWS) {
        throw refused(
            "The table has %d rows, of which a cohort takes %d."
                .formatted(table.rows().size(), MAX_ROWS));
      }
      return table;
    } catch (TableException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  /** The rows in their order; {@code names} has the slides' names. */
  static String write(List<CohortSlideEntity> rows, Map<UUID, String> names) {
    StringWriter text = new StringWriter();
    CsvWriter table = CsvWriter.builder().bufferSize(0).build(text);
    table.writeRecord("slide", "name", "patient", "label", "fold");
    for (CohortSlideEntity row : rows) {
      String name = names.getOrDefault(row.slideId(), "");
      String fold = row.fold() == null ? "" : row.fold().toString();
      table.writeRecord(row.slideId().toString(), name, row.patient(), row.label(), fold);
    }
    return text.toString();
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at("/slides"));
  }
}
