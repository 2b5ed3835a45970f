// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Figures as one line of JSON on standard output. */
public final class JsonLine {

  private JsonLine() {}

  /**
   * Prints numbers as numbers, fractions with three places below 100, and anything else as text.
   */
  public static void print(Map<String, Object> figures) {
    System.out.println(
        figures.entrySet().stream()
            .map(it -> "\"" + it.getKey() + "\":" + text(it.getValue()))
            .collect(Collectors.joining(",", "{", "}")));
  }

  private static String text(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, number < 100 ? "%.3f" : "%.0f", number)
        : value instanceof Number ? value.toString() : "\"" + value + "\"";
  }
}
