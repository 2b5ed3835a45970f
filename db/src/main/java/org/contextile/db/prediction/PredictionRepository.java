// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.prediction;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Predictions by classifier, slide and feature set. */
public interface PredictionRepository extends JpaRepository<PredictionEntity, UUID> {
  Optional<PredictionEntity> findByIdAndWorkspace(UUID id, String workspace);

  /**
   * What a classifier has said of these feature sets: at most two rows each, one with a heatmap.
   */
  List<PredictionEntity> findByWorkspaceAndClassifierIdAndFeatureSetIdIn(
      String workspace, UUID classifierId, Collection<UUID> featureSetIds);

  /**
   * A page, newest first; a null slide, classifier or job means any.
   *
   * @param latest whether to leave out those after which their classifier made another for their
   *     slide, by the clock of the database
   */
  @Query(
      """
      SELECT p FROM PredictionEntity p
      WHERE p.workspace = :workspace AND p.id < :before
        AND (:slideId IS NULL OR p.slideId = :slideId)
        AND (:classifierId IS NULL OR p.classifierId = :classifierId)
        AND (:jobId IS NULL OR p.jobId = :jobId)
        AND (:latest = FALSE OR NOT EXISTS (
          SELECT 1 FROM PredictionEntity q
          WHERE q.classifierId = p.classifierId AND q.slideId = p.slideId
            AND (q.createdAt > p.createdAt OR q.createdAt = p.createdAt AND q.id > p.id)))
      ORDER BY p.id DESC
      """)
  List<PredictionEntity> findPage(
      String workspace,
      @Nullable UUID slideId,
      @Nullable UUID classifierId,
      @Nullable UUID jobId,
      boolean latest,
      UUID before,
      Limit limit);
}
