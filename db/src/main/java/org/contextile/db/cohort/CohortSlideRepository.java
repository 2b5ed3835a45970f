// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** The slides of cohorts. */
public interface CohortSlideRepository extends JpaRepository<CohortSlideEntity, CohortSlideKey> {
  /** All slides of a cohort in the user's order. */
  List<CohortSlideEntity> findByKeyCohortIdOrderByPosition(UUID cohortId);

  /** A page of a cohort's slides from a place in the user's order on. */
  List<CohortSlideEntity> findByKeyCohortIdAndPositionGreaterThanEqualOrderByPosition(
      UUID cohortId, int position, Limit limit);
}
