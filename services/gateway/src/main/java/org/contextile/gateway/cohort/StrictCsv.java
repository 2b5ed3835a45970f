// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import java.util.ArrayList;
import java.util.List;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/**
 * Reads comma-separated values after RFC 4180 and refuses what a lenient reader would guess at: a
 * quote in the midst of a cell, one that does not end, a row longer or shorter than the header. A
 * byte order mark and empty lines are passed over.
 */
final class StrictCsv {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char QUOTE = '"';

  /** Strips cells, which RFC 4180 does not, but every author of a table expects. */
  private static final FieldModifier CELLS =
      new FieldModifier() {
        @Override
        public String modify(long line, int column, boolean quoted, String cell) {
          if (!quoted && cell.indexOf(QUOTE) >= 0) {
            throw refused(
                "Line %d has a quote in the midst of cell %d: quote the whole cell, and double the"
                        .formatted(line, column + 1)
                    + " quotes in it.");
          }
          return cell.strip();
        }
      };

  private StrictCsv() {}

  /**
   * Reads all records, the header among them.
   *
   * @throws ProblemException {@code invalid-request}, naming the line
   */
  static List<CsvRecord> read(String text) {
    List<CsvRecord> records = new ArrayList<>();
    try {
      reader(text).forEach(records::add);
    } catch (CsvParseException e) {
      throw e.getCause() instanceof ProblemException ours ? ours : refused(words(e));
    }
    // Closed quotes come in pairs, and the reader takes the end of the text for the last one.
    if (text.chars().filter(c -> c == QUOTE).count() % 2 != 0) {
      throw refused(
          "The row that begins in line %d has a quoted cell that does not end."
              .formatted(records.getLast().getStartingLineNumber()));
    }
    return records;
  }

  static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at("/slides"));
  }

  private static CsvReader<CsvRecord> reader(String text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return CsvReader.builder()
        .allowExtraFields(false)
        .allowMissingFields(false)
        .allowExtraCharsAfterClosingQuote(false)
        .build(
            CsvRecordHandler.builder().fieldModifier(CELLS).build(),
            marked ? text.substring(1) : text);
  }

  /** The library's: which record, by its line, and what is wrong with it. */
  private static String words(CsvParseException failure) {
    String where = String.valueOf(failure.getMessage());
    Throwable cause = failure.getCause();
    return "The CSV cannot be read: "
        + (cause == null ? where : where + ": " + cause.getMessage())
        + ".";
  }
}
