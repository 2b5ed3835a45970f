// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** The slides of cohorts. */
public interface CohortSlideRepository extends JpaRepository<CohortSlideEntity, CohortSlideKey> {
  /** All slides of a cohort in the user's order. */
  List<CohortSlideEntity> findByKeyCohortIdOrderByPosition(UUID cohortId);

  int countByKeyCohortId(UUID cohortId);

  boolean existsByKeySlideId(UUID slideId);
}
