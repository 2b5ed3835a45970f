// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import java.text.Normalizer;
import java.util.Optional;

/** What is done to the text of a cell, whichever way it came in. */
public final class Cells {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Of patients, labels and names, as the contract says. */
  private static final int MAX_LENGTH = 200;

  private static final int SHOWN = 40;

  private Cells() {}

  /** What keeps a text from being a patient, a label or a name, such as {@code is empty}. */
  public static Optional<String> fault(String text) {
    if (text.isEmpty()) {
      return Optional.of("is empty");
    }
    if (text.length() > MAX_LENGTH) {
      return Optional.of(
          "%s… has %d characters, of which %d are allowed"
              .formatted(text.substring(0, SHOWN), text.length(), MAX_LENGTH));
    }
    return text.codePoints()
        .filter(Cells::unprintable)
        .boxed()
        .findFirst()
        .map(it -> "has the control character U+%04X".formatted(it));
  }

  /** Without the blanks at its ends, no-break spaces among them. */
  public static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && blank(text.charAt(from))) {
      from++;
    }
    while (to > from && blank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** In Unicode's composed form, so that equal names are equal text. */
  public static String composed(String text) {
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** Whether a character breaks a line, controls something, or is half of one. */
  public static boolean unprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Blanks of any width; control characters are not for us to take off, but for a tab. */
  private static boolean blank(char character) {
    return character == '\t'
        || character == BYTE_ORDER_MARK
        || Character.getType(character) == Character.SPACE_SEPARATOR;
  }
}
