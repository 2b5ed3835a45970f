// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Cohorts by workspace. */
public interface CohortRepository extends JpaRepository<CohortEntity, UUID> {
  Optional<CohortEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<CohortEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  boolean existsByWorkspaceAndName(String workspace, String name);
}
