// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.cohort;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.Cohort;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.cohort.CohortCounts;
import org.contextile.db.cohort.CohortEntity;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortTable;
import org.contextile.db.idempotency.MadeType;
import org.contextile.web.http.RepeatedAnswer;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers requests that made a cohort. */
@Component
class CreatedCohorts implements RepeatedAnswer {
  private final CohortRepository cohorts;
  private final CohortTable table;

  CreatedCohorts(CohortRepository cohorts, CohortTable table) {
    this.cohorts = cohorts;
    this.table = table;
  }

  @Override
  public MadeType of() {
    return MadeType.COHORT;
  }

  @Override
  public ResponseEntity<Cohort> to(String workspace, UUID id) {
    CohortEntity cohort =
        cohorts
            .findByIdAndWorkspace(id, workspace)
            .orElseThrow(() -> ProblemException.notFound("cohort", id));
    CohortCounts counts = table.counts(List.of(id)).getOrDefault(id, CohortCounts.EMPTY);
    return ResponseEntity.created(URI.create("/v1/cohorts/" + id))
        .body(CohortMapping.toApi(cohort, counts));
  }
}
