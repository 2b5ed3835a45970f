// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.Comparator;
import java.util.List;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortClass;
import org.contextile.api.model.CohortSlide;
import org.contextile.db.cohort.CohortCounts;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortSlideEntity;

/** Cohorts as the API shows them. */
final class CohortMapping {
  private CohortMapping() {}

  static Cohort toApi(CohortEntity cohort, CohortCounts counts) {
    List<CohortClass> classes =
        counts.classes().stream()
            .sorted(Comparator.comparing(CohortCounts.LabelCount::label))
            .map(of -> new CohortClass(of.label(), of.slides(), of.patients()))
            .toList();
    Cohort result =
        new Cohort(
                cohort.id(),
                cohort.name(),
                counts.slides(),
                counts.patients(),
                classes,
                cohort.warnings(),
                cohort.createdAt())
            .createdBy(cohort.createdBy())
            .notes(cohort.notes());
    return counts.folds() == 0 ? result : result.foldCount(counts.folds());
  }

  static CohortSlide toApi(CohortSlideEntity row) {
    return new CohortSlide(row.slideId(), row.patient(), row.label()).fold(row.fold());
  }
}
