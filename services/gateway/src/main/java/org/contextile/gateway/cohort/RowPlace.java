// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a row stands in what the author sent.
 *
 * @param index among the rows, from 0
 * @param line of the table, from 1, as an editor counts; 0 where the rows came as JSON
 */
record RowPlace(int index, int line) {
  private static final int NAMED = 20;

  /** A JSON pointer to a field of the row. */
  String pointer(String field) {
    return "/slides/" + index + "/" + field;
  }

  /**
   * "Row 3", "Lines 3 and 7", "Rows 1, 2 … and 10 more".
   *
   * @param places at least one, of one request, in its order
   */
  static String named(List<RowPlace> places) {
    boolean table = places.getFirst().line > 0;
    List<Integer> numbers =
        places.stream().map(place -> table ? place.line : place.index + 1).toList();
    String one = table ? "Line " : "Row ";
    String many = table ? "Lines " : "Rows ";
    if (numbers.size() == 1) {
      return one + numbers.getFirst();
    }
    if (numbers.size() > NAMED) {
      return many
          + "%s and %d more".formatted(joined(numbers.subList(0, NAMED)), numbers.size() - NAMED);
    }
    int last = numbers.size() - 1;
    return many + joined(numbers.subList(0, last)) + " and " + numbers.get(last);
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
