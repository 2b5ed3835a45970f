// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.classifier;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Classifiers by workspace. */
public interface ClassifierRepository extends JpaRepository<ClassifierEntity, UUID> {
  Optional<ClassifierEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<ClassifierEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  List<ClassifierEntity> findByWorkspaceAndCohortIdAndIdLessThanOrderByIdDesc(
      String workspace, UUID cohortId, UUID before, Limit limit);
}
