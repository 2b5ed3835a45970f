// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What makes a list of slides a cohort that a classifier can be trained and judged on. */
final class CohortRules {

  private CohortRules() {}

  /**
   * Checks a cohort.
   *
   * @throws ProblemException naming the rows that are in the way
   */
  static void check(List<CohortRow> rows) {
    rejectDuplicates(rows);
    rejectPartialFolds(rows);
    rejectDividedPatients(rows);
    rejectSingleClass(rows);
  }

  private static void rejectDuplicates(List<CohortRow> rows) {
    List<CohortRow> twice =
        grouped(rows, CohortRow::slideId).stream()
            .filter(same -> same.size() > 1)
            .flatMap(List::stream)
            .toList();
    if (!twice.isEmpty()) {
      throw refused(ProblemType.DUPLICATE_ROWS, "%s name a slide twice.", twice, "slideId");
    }
  }

  private static void rejectPartialFolds(List<CohortRow> rows) {
    List<CohortRow> without = rows.stream().filter(row -> row.fold() == null).toList();
    if (!without.isEmpty() && without.size() < rows.size()) {
      throw refused(
          ProblemType.INVALID_REQUEST,
          without.size() == 1
              ? "%s has no fold while others have one: give all or none."
              : "%s have no fold while others have one: give all or none.",
          without,
          "fold");
    }
  }

  private static void rejectDividedPatients(List<CohortRow> rows) {
    List<CohortRow> divided =
        grouped(rows, CohortRow::patient).stream()
            .filter(same -> same.stream().map(CohortRow::fold).distinct().count() > 1)
            .flatMap(List::stream)
            .toList();
    if (!divided.isEmpty()) {
      throw refused(
          ProblemType.PATIENT_IN_TWO_FOLDS,
          "%s put a patient into more than one fold.",
          divided,
          "fold");
    }
  }

  private static void rejectSingleClass(List<CohortRow> rows) {
    if (rows.stream().map(CohortRow::label).distinct().count() < 2) {
      throw refused(
          ProblemType.COHORT_WITH_ONE_CLASS,
          "%s all have the same label: a cohort needs at least two classes.",
          rows,
          "label");
    }
  }

  /** A problem about rows, pointing at a field of the first of them. */
  private static ProblemException refused(
      ProblemType type, String detail, List<CohortRow> rows, String field) {
    List<RowPlace> places =
        rows.stream()
            .map(CohortRow::place)
            .sorted(Comparator.comparingInt(RowPlace::index))
            .toList();
    return new ProblemException(
        type.with(detail.formatted(RowPlace.named(places))).at(places.getFirst().pointer(field)));
  }

  private static Collection<List<CohortRow>> grouped(
      List<CohortRow> rows, Function<CohortRow, ? extends @Nullable Object> key) {
    return rows.stream()
        .collect(groupingBy(key::apply, LinkedHashMap::new, Collectors.toList()))
        .values();
  }
}
