// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import static java.util.stream.Collectors.groupingBy;

import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortClass;
import org.contextile.api.model.CohortSlide;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortSlideEntity;

/** Cohorts as the API shows them. */
final class CohortMapping {
  private CohortMapping() {}

  static Cohort toApi(CohortEntity cohort, List<CohortSlideEntity> rows) {
    List<CohortClass> classes =
        rows.stream()
            .collect(groupingBy(CohortSlideEntity::label, TreeMap::new, Collectors.toList()))
            .entrySet()
            .stream()
            .map(of -> new CohortClass(of.getKey(), of.getValue().size(), patients(of.getValue())))
            .toList();
    long folds =
        rows.stream().map(CohortSlideEntity::fold).filter(Objects::nonNull).distinct().count();
    Cohort result =
        new Cohort(
            cohort.id(), cohort.name(), rows.size(), patients(rows), classes, cohort.createdAt());
    return folds == 0 ? result : result.foldCount(Math.toIntExact(folds));
  }

  static CohortSlide toApi(CohortSlideEntity row) {
    return new CohortSlide(row.slideId(), row.patient(), row.label()).fold(row.fold());
  }

  private static int patients(List<CohortSlideEntity> rows) {
    return Math.toIntExact(rows.stream().map(CohortSlideEntity::patient).distinct().count());
  }
}
