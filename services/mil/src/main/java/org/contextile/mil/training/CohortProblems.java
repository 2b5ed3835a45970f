// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import java.util.List;
import java.util.stream.Collectors;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.platform.problem.ProblemException;

/** Says why a cohort cannot be cross-validated. */
final class CohortProblems {
  private static final int NAMED = 20;

  private CohortProblems() {}

  static ProblemException of(FoldException e, List<LabelledSlide> slides, List<String> classes) {
    String type =
        switch (e.reason()) {
          case DUPLICATE_SLIDE -> "duplicate-rows";
          case ONE_CLASS -> "cohort-with-one-class";
          case TOO_FEW_PATIENTS -> "too-few-patients";
          case PATIENT_IN_TWO_FOLDS -> "patient-in-two-folds";
          case INCOMPLETE_FOLDS -> "incomplete-folds";
        };
    String rows =
        e.rows().stream()
            .limit(NAMED)
            .map(slides::get)
            .map(slide -> slide.slide() + " (" + classes.get(slide.label()) + ")")
            .collect(Collectors.joining(", "));
    String more = e.rows().size() > NAMED ? ", …" : "";
    return ProblemException.unprocessable(
        type,
        "The cohort cannot be cross-validated",
        rows.isEmpty()
            ? "The cohort's slides with features: %s.".formatted(e.getMessage())
            : "%s; classes in order %s; slides: %s%s."
                .formatted(e.getMessage(), classes, rows, more));
  }
}
