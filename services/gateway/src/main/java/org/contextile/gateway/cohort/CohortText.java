// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.table.Cells;

/**
 * The texts of a cohort, alike whichever way it came: without blanks at their ends, in Unicode's
 * composed form, neither empty nor too long nor with characters that nobody sees.
 */
final class CohortText {
  private int stripped;

  /** Texts are few among many rows: each is checked once. */
  private final Map<String, String> clean = new HashMap<>();

  /**
   * The rows with their patients and labels as they are stored.
   *
   * @throws ProblemException naming the first row that cannot be stored
   */
  List<CohortRow> clean(List<CohortRow> rows) {
    List<CohortRow> cleaned = new ArrayList<>(rows.size());
    for (CohortRow row : rows) {
      String patient = clean(row, row.patient(), "patient");
      String label = clean(row, row.label(), "label");
      cleaned.add(new CohortRow(row.place(), row.slideId(), patient, label, row.fold()));
    }
    return cleaned;
  }

  /**
   * A cohort's name as it is stored.
   *
   * @throws ProblemException pointing at the name
   */
  static String name(String given) {
    String name = Cells.composed(Cells.strip(given));
    Cells.fault(name)
        .ifPresent(
            fault -> {
              throw new ProblemException(
                  ProblemType.INVALID_REQUEST.with("The cohort's name " + fault + ".").at("/name"));
            });
    return name;
  }

  /** How often blanks were taken off. */
  int stripped() {
    return stripped;
  }

  private String clean(CohortRow row, String given, String field) {
    String known = clean.get(given);
    if (known == null) {
      known = Cells.composed(Cells.strip(given));
      String text = known;
      Cells.fault(text)
          .ifPresent(
              fault -> {
                throw new ProblemException(
                    ProblemType.INVALID_REQUEST
                        .with(
                            "%s: the %s %s."
                                .formatted(RowPlace.named(List.of(row.place())), field, fault))
                        .at(row.place().pointer(field)));
              });
      clean.put(given, known);
    }
    stripped += Cells.strip(given).length() < given.length() ? 1 : 0;
    return known;
  }
}
