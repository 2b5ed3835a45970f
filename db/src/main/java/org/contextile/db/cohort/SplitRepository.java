// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.cohort;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Splits by workspace and cohort. */
public interface SplitRepository extends JpaRepository<SplitEntity, UUID> {
  Optional<SplitEntity> findByIdAndCohortIdAndWorkspace(UUID id, UUID cohortId, String workspace);

  boolean existsByIdAndCohortIdAndWorkspace(UUID id, UUID cohortId, String workspace);

  /** The one split of a cohort that is made so. */
  Optional<SplitEntity> findByCohortIdAndWorkspaceAndSchemeAndSeedAndFolds(
      UUID cohortId, String workspace, SplitScheme scheme, long seed, int folds);

  /** A page of a cohort's splits, newest first; see {@link org.contextile.db.Paging}. */
  List<SplitEntity> findByCohortIdAndWorkspaceAndIdLessThanOrderByIdDesc(
      UUID cohortId, String workspace, UUID before, Limit limit);
}
