// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.split;

import java.util.List;
import java.util.OptionalInt;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.library.evaluation.fold.LabelledSlide;

/**
 * A cohort as cross-validation sees it.
 *
 * @param classes names, sorted; a slide's label is an index of it
 * @param slides all of them in the cohort's order, named by their ids
 */
public record LabelledCohort(List<String> classes, List<LabelledSlide> slides) {

  public LabelledCohort {
    classes = List.copyOf(classes);
    slides = List.copyOf(slides);
  }

  static LabelledCohort of(List<CohortSlideEntity> rows) {
    List<String> classes = rows.stream().map(CohortSlideEntity::label).distinct().sorted().toList();
    return new LabelledCohort(
        classes, rows.stream().map(row -> labelled(row, classes.indexOf(row.label()))).toList());
  }

  private static LabelledSlide labelled(CohortSlideEntity row, int label) {
    Integer fold = row.fold();
    return new LabelledSlide(
        row.slideId().toString(),
        row.patient(),
        label,
        fold == null ? OptionalInt.empty() : OptionalInt.of(fold));
  }

  /** Whether the cohort's author gave folds. */
  boolean hasFolds() {
    return slides.stream().anyMatch(slide -> slide.fold().isPresent());
  }
}
