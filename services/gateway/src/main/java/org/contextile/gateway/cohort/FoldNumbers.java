// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;

/** Numbers the folds of a cohort 0, 1, … in the order of the numbers that its author gave. */
final class FoldNumbers {
  /** As the contract says. */
  private static final int HIGHEST = 99;

  private FoldNumbers() {}

  /**
   * The rows with folds that begin at 0 and have no gap.
   *
   * @param notes takes what became of which
   * @throws ProblemException naming the first row whose fold is none
   */
  static List<CohortRow> renumber(List<CohortRow> rows, List<String> notes) {
    TreeSet<Integer> given = new TreeSet<>();
    for (CohortRow row : rows) {
      Integer fold = row.fold();
      if (fold != null) {
        requireInRange(row, fold);
        given.add(fold);
      }
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    given.forEach(fold -> numbers.put(fold, numbers.size()));
    if (given.isEmpty() || given.last() == given.size() - 1) {
      return rows;
    }
    notes.add(
        "Folds are numbered from 0 without a gap: "
            + given.stream()
                .map(fold -> fold + " became " + numbers.get(fold))
                .collect(Collectors.joining(", "))
            + ".");
    List<CohortRow> renumbered = new ArrayList<>(rows.size());
    for (CohortRow row : rows) {
      Integer fold = row.fold();
      renumbered.add(fold == null ? row : row.withFold(Objects.requireNonNull(numbers.get(fold))));
    }
    return renumbered;
  }

  private static void requireInRange(CohortRow row, int fold) {
    if (fold < 0 || fold > HIGHEST) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST
              .with(
                  "%s has the fold %d, which is not in 0 to %d."
                      .formatted(RowPlace.named(List.of(row.place())), fold, HIGHEST))
              .at(row.place().pointer("fold")));
    }
  }
}
