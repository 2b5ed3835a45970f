// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Comma-separated values after RFC 4180: quoted cells may hold commas, line breaks and doubled
 * quotes. A byte order mark and empty lines are passed over.
 *
 * @param rows the first one is the header
 */
record CsvTable(List<List<String>> rows) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  CsvTable {
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException when a quoted cell does not end
   */
  static CsvTable parse(String text) {
    return new Reader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).read();
  }

  String format() {
    return rows.stream()
        .map(row -> row.stream().map(CsvTable::quoted).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static final class Reader {
    private final String text;
    private final List<List<String>> rows = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private List<String> row = new ArrayList<>();
    private int at;

    Reader(String text) {
      this.text = text;
    }

    CsvTable read() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        switch (c) {
          case '"' -> readQuoted();
          case ',' -> endCell();
          case '\n' -> endRow();
          case '\r' -> {
            // Belongs to the line break that follows.
          }
          default -> cell.append(c);
        }
      }
      endRow();
      return new CsvTable(rows);
    }

    private void readQuoted() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          cell.append(c);
        } else if (at < text.length() && text.charAt(at) == '"') {
          cell.append(c);
          at++;
        } else {
          return;
        }
      }
      throw new IllegalArgumentException(
          "A quoted cell that starts in row " + rows.size() + " does not end.");
    }

    private void endCell() {
      row.add(cell.toString().strip());
      cell.setLength(0);
    }

    private void endRow() {
      endCell();
      if (row.size() > 1 || !row.getFirst().isEmpty()) {
        rows.add(row);
      }
      row = new ArrayList<>();
    }
  }
}
