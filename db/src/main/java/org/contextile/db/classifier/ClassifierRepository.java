// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.classifier;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Classifiers by workspace. */
public interface ClassifierRepository extends JpaRepository<ClassifierEntity, UUID> {
  Optional<ClassifierEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<ClassifierEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  /** A page, newest first; a null cohort or model means any. */
  @Query(
      """
      SELECT c FROM ClassifierEntity c
      WHERE c.workspace = :workspace AND c.id < :before
        AND (:cohortId IS NULL OR c.cohortId = :cohortId)
        AND (:modelId IS NULL OR c.modelId = :modelId)
      ORDER BY c.id DESC
      """)
  List<ClassifierEntity> findPage(
      String workspace, @Nullable UUID cohortId, @Nullable UUID modelId, UUID before, Limit limit);
}
