// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

/** Lines as an editor counts them: from 1, ended by LF, CRLF or CR. */
final class Lines {
  private Lines() {}

  /** The line of a place in a text. */
  static int of(CharSequence text, int place) {
    int line = 1;
    for (int i = 0; i < place; i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
        line++;
      }
    }
    return line;
  }

  /** The first line that is not blank. */
  static String first(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }
}
