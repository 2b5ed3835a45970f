// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideKey;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.idempotency.MadeType;
import org.contextile.web.http.KeyedWrites;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Makes cohorts. */
@Service
class Cohorts {
  private final CohortRepository cohorts;
  private final CohortTable rows;
  private final SlideNames slides;
  private final KeyedWrites writes;

  Cohorts(CohortRepository cohorts, CohortTable rows, SlideNames slides, KeyedWrites writes) {
    this.cohorts = cohorts;
    this.rows = rows;
    this.slides = slides;
    this.writes = writes;
  }

  /** From a table whose rows name slides by id or by name. */
  CohortEntity create(String workspace, String name, String csv) {
    return store(workspace, name, slides.resolve(workspace, CohortCsv.read(csv)));
  }

  /** From rows that name slides by id. */
  CohortEntity create(String workspace, String name, List<CohortRow> given) {
    slides.require(workspace, given);
    return store(workspace, name, given);
  }

  private CohortEntity store(String workspace, String name, List<CohortRow> given) {
    CohortRules.check(given);
    if (cohorts.existsByWorkspaceAndName(workspace, name)) {
      throw taken(name);
    }
    try {
      return writes.make(
          workspace,
          MadeType.COHORT,
          () -> {
            CohortEntity cohort = cohorts.saveAndFlush(new CohortEntity(workspace, name));
            rows.insert(entities(cohort.id(), given));
            return cohort;
          },
          CohortEntity::id);
    } catch (DataIntegrityViolationException e) {
      if (cohorts.existsByWorkspaceAndName(workspace, name)) {
        throw taken(name);
      }
      // A slide was deleted since.
      slides.require(workspace, given);
      throw e;
    }
  }

  private static List<CohortSlideEntity> entities(UUID cohort, List<CohortRow> given) {
    return IntStream.range(0, given.size())
        .mapToObj(
            position -> {
              CohortRow row = given.get(position);
              return new CohortSlideEntity(
                  new CohortSlideKey(cohort, row.slideId()),
                  position,
                  row.patient(),
                  row.label(),
                  row.fold());
            })
        .toList();
  }

  private static ProblemException taken(String name) {
    return new ProblemException(
        ProblemType.NAME_TAKEN, "There is a cohort of the name " + name + " already.");
  }
}
