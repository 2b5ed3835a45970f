// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads separated cells, and refuses what a lenient reader would guess at. A cell that does not
 * begin with a quote holds quotes as text, as inch marks; one that does must end with one.
 */
final class TableReader implements FieldModifier {
  private static final char QUOTE = '"';

  private final String text;
  private final Separator separator;
  private long stripped;
  private long literalQuotes;
  private long firstLiteral;

  TableReader(String text) {
    this.text = text;
    this.separator = Separator.of(text);
  }

  /** Reads all rows; what is noted is added to the notes about the text. */
  Table read(List<String> before) {
    List<CsvRecord> records = records();
    rejectOpenEnd(records);
    records.removeIf(TableReader::isBlank);
    if (separator.declared()) {
      records.removeFirst();
    }
    if (records.isEmpty()) {
      throw new TableException("The table is empty: it lacks a header.");
    }
    List<String> header = withoutBlankEnd(records.getFirst().getFields());
    List<Table.Row> rows = new ArrayList<>(records.size() - 1);
    for (CsvRecord record : records.subList(1, records.size())) {
      rows.add(row(record, header.size()));
    }
    List<String> notes = new ArrayList<>(before);
    separator.note().ifPresent(notes::add);
    if (stripped > 0) {
      notes.add("Blanks at the ends of %d cells were taken off.".formatted(stripped));
    }
    if (literalQuotes > 0) {
      notes.add(
          "Quotes inside cells, the first in line %d, are read as text.".formatted(firstLiteral));
    }
    return new Table(header, rows, notes);
  }

  @Override
  public String modify(long line, int column, boolean quoted, String cell) {
    String text = Cells.strip(cell);
    stripped += !text.isEmpty() && text.length() < cell.length() ? 1 : 0;
    if (!quoted && text.indexOf(QUOTE) >= 0) {
      if (text.charAt(0) == QUOTE) {
        throw new TableException(
            "Line %d has a blank before the quote of cell %d: take it off."
                .formatted(line, column + 1));
      }
      firstLiteral = literalQuotes == 0 ? line : firstLiteral;
      literalQuotes += text.chars().filter(c -> c == QUOTE).count();
    }
    return text;
  }

  private List<CsvRecord> records() {
    List<CsvRecord> records = new ArrayList<>();
    try {
      CsvReader.builder()
          .fieldSeparator(separator.character())
          .allowExtraFields(true)
          .allowMissingFields(true)
          .allowExtraCharsAfterClosingQuote(false)
          .build(CsvRecordHandler.builder().fieldModifier(this).build(), text)
          .forEach(records::add);
    } catch (CsvParseException e) {
      throw e.getCause() instanceof TableException ours ? ours : new TableException(words(e));
    }
    return records;
  }

  /** Closed quotes come in pairs, and the reader takes the end of the text for the last one. */
  private void rejectOpenEnd(List<CsvRecord> records) {
    if ((text.chars().filter(c -> c == QUOTE).count() - literalQuotes) % 2 != 0) {
      throw new TableException(
          "The row that begins in line %d has a quoted cell that does not end."
              .formatted(records.getLast().getStartingLineNumber()));
    }
  }

  private Table.Row row(CsvRecord record, int columns) {
    List<String> cells = record.getFields();
    int line = (int) record.getStartingLineNumber();
    if (cells.size() < columns) {
      throw new TableException(
          "Line %d has cells for %d of %d columns: give one for each, empty where there is nothing."
              .formatted(line, cells.size(), columns));
    }
    if (cells.subList(columns, cells.size()).stream().anyMatch(cell -> !cell.isEmpty())) {
      throw new TableException(
          "Line %d has text beyond the header's %d columns: quote a cell that holds the separator."
              .formatted(line, columns));
    }
    for (String cell : cells) {
      rejectSwallowedRows(cell, line, columns);
    }
    return new Table.Row(line, cells.subList(0, columns));
  }

  /**
   * A stray quote that another one happens to close takes the rows between for its cell. The row
   * has as many cells as it should only where both stand in one column, hence with a row's
   * separators between them for each line.
   */
  private void rejectSwallowedRows(String cell, int line, int columns) {
    if (columns == 1 || (cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0)) {
      return;
    }
    long breaks = cell.lines().filter(it -> !it.isBlank()).count() - 1;
    long separators = cell.chars().filter(c -> c == separator.character()).count();
    if (separators > 0 && separators == breaks * (columns - 1)) {
      throw new TableException(
          "The row that begins in line %d has a quoted cell that holds what looks like other rows:"
                  .formatted(line)
              + " its quote may be a stray one. Double it inside quotes, or take it away.");
    }
  }

  private static boolean isBlank(CsvRecord record) {
    return record.getFields().stream().allMatch(String::isEmpty);
  }

  private static List<String> withoutBlankEnd(List<String> header) {
    int columns = header.size();
    while (columns > 1 && header.get(columns - 1).isEmpty()) {
      columns--;
    }
    return header.subList(0, columns);
  }

  /** The library's: which record, by its line, and what is wrong with it. */
  private static String words(CsvParseException failure) {
    String where = String.valueOf(failure.getMessage());
    Throwable cause = failure.getCause();
    return "The table cannot be read: "
        + (cause == null ? where : where + ": " + cause.getMessage())
        + ".";
  }
}
