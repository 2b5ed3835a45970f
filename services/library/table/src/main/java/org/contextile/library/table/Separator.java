// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands between the cells of a table.
 *
 * @param character one
 * @param declared whether the table's first line says it
 */
record Separator(char character, boolean declared) {
  /** Of equally frequent ones the first. */
  private static final List<Character> COMMON = List.of(',', ';', '\t', '|');

  /** As spreadsheets write and read it. */
  private static final Pattern DECLARATION = Pattern.compile("\"?[sS][eE][pP]=([^\"\r\n])\"?");

  /** Of a table: as its first line says, else what is most frequent in its header. */
  static Separator of(String text) {
    String header = Lines.first(text);
    Matcher declaration = DECLARATION.matcher(header.strip());
    if (declaration.matches()) {
      return new Separator(declaration.group(1).charAt(0), true);
    }
    // Its separator is a tab, which was stripped.
    if (header.strip().equalsIgnoreCase("sep=")) {
      return new Separator('\t', true);
    }
    char best = COMMON.getFirst();
    for (char candidate : COMMON) {
      best = count(header, candidate) > count(header, best) ? candidate : best;
    }
    return new Separator(best, false);
  }

  /** How often a line has a character outside quotes. */
  static int count(String line, char character) {
    int count = 0;
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      quoted ^= line.charAt(i) == '"';
      count += !quoted && line.charAt(i) == character ? 1 : 0;
    }
    return count;
  }

  /** What was found, unless it is what the name of the format says. */
  Optional<String> note() {
    String name =
        switch (character) {
          case ',' -> "";
          case ';' -> "semicolons";
          case '\t' -> "tabs";
          default -> "\"" + character + "\"";
        };
    return name.isEmpty() ? Optional.empty() : Optional.of("Cells are separated by " + name + ".");
  }
}
