// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import java.util.List;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemType;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.contextile.platform.problem.ProblemException;

/** Says why a cohort cannot be cross-validated. */
final class CohortProblems {
  private static final int NAMED = 20;

  private CohortProblems() {}

  static ProblemException of(FoldException e, List<LabelledSlide> slides, List<String> classes) {
    ProblemType type =
        switch (e.reason()) {
          case DUPLICATE_SLIDE -> ProblemType.DUPLICATE_ROWS;
          case ONE_CLASS -> ProblemType.COHORT_WITH_ONE_CLASS;
          case TOO_FEW_PATIENTS -> ProblemType.TOO_FEW_PATIENTS;
          case PATIENT_IN_TWO_FOLDS -> ProblemType.PATIENT_IN_TWO_FOLDS;
          case INCOMPLETE_FOLDS -> ProblemType.INCOMPLETE_FOLDS;
        };
    String rows =
        e.rows().stream()
            .limit(NAMED)
            .map(slides::get)
            .map(slide -> slide.slide() + " (" + classes.get(slide.label()) + ")")
            .collect(Collectors.joining(", "));
    String more = e.rows().size() > NAMED ? ", …" : "";
    return new ProblemException(
        type,
        rows.isEmpty()
            ? "The cohort's slides with features: %s.".formatted(e.getMessage())
            : "%s; classes in order %s; slides: %s%s."
                .formatted(e.getMessage(), classes, rows, more));
  }
}
