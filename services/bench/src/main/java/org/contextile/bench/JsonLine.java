// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures as one line of JSON on standard output. */
public final class JsonLine {

  private JsonLine() {}

  /**
   * Prints numbers as numbers, fractions with three places below 100, and anything else as text; a
   * figure that was not measured is null.
   */
  public static void print(Map<String, ? extends @Nullable Object> figures) {
    System.out.println(
        figures.entrySet().stream()
            .map(it -> "\"" + it.getKey() + "\":" + text(it.getValue()))
            .collect(Collectors.joining(",", "{", "}")));
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    return value instanceof Double number
        ? String.format(Locale.ROOT, number < 100 ? "%.3f" : "%.0f", number)
        : value instanceof Number ? value.toString() : "\"" + value + "\"";
  }
}
