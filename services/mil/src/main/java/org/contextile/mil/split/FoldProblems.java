// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.split;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.evaluation.fold.LabelledSlide;
import org.springframework.stereotype.Component;

/** Says why a cohort cannot be cross-validated, and which slides are in the way. */
@Component
public final class FoldProblems {
  private static final int NAMED = 20;

  private final SlideRepository slides;

  FoldProblems(SlideRepository slides) {
    this.slides = slides;
  }

  /** The problem of a cohort, naming the first slides that are at fault. */
  public ProblemException of(FoldException e, LabelledCohort cohort) {
    List<LabelledSlide> named = e.rows().stream().limit(NAMED).map(cohort.slides()::get).toList();
    String more = e.rows().size() > NAMED ? ", …" : "";
    return new ProblemException(
        type(e.reason()),
        named.isEmpty()
            ? "The cohort's slides: %s.".formatted(e.message(cohort.classes()))
            : "%s; slides: %s%s.%s"
                .formatted(e.message(cohort.classes()), names(named, cohort), more, advice(e)));
  }

  private static ProblemType type(FoldException.Reason reason) {
    return switch (reason) {
      case DUPLICATE_SLIDE -> ProblemType.DUPLICATE_ROWS;
      case ONE_CLASS -> ProblemType.COHORT_WITH_ONE_CLASS;
      case TOO_FEW_PATIENTS -> ProblemType.TOO_FEW_PATIENTS;
      case PATIENT_IN_TWO_FOLDS -> ProblemType.PATIENT_IN_TWO_FOLDS;
      case INCOMPLETE_FOLDS -> ProblemType.INCOMPLETE_FOLDS;
      case LOST_CLASS -> ProblemType.CLASS_WITHOUT_FEATURES;
      case LOST_FOLD -> ProblemType.FOLD_WITHOUT_FEATURES;
    };
  }

  private static String advice(FoldException e) {
    return switch (e.reason()) {
      case LOST_CLASS, LOST_FOLD ->
          " They have no tiles under this tiling: choose another one, or a cohort without them.";
      case DUPLICATE_SLIDE, ONE_CLASS, TOO_FEW_PATIENTS, PATIENT_IN_TWO_FOLDS, INCOMPLETE_FOLDS ->
          "";
    };
  }

  private String names(List<LabelledSlide> named, LabelledCohort cohort) {
    Map<UUID, SlideEntity> rows =
        slides
            .findAllById(named.stream().map(slide -> UUID.fromString(slide.slide())).toList())
            .stream()
            .collect(Collectors.toMap(SlideEntity::id, Function.identity()));
    return named.stream()
        .map(
            slide -> {
              SlideEntity row = rows.get(UUID.fromString(slide.slide()));
              return "%s (%s, %s)"
                  .formatted(
                      row == null ? "a deleted slide" : row.name(),
                      cohort.classes().get(slide.label()),
                      slide.slide());
            })
        .collect(Collectors.joining(", "));
  }
}
