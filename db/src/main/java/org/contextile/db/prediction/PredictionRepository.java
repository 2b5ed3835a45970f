// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.prediction;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

/** Predictions by classifier and slide. */
public interface PredictionRepository extends JpaRepository<PredictionEntity, UUID> {
  Optional<PredictionEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<PredictionEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  Optional<PredictionEntity> findByClassifierIdAndSlideId(UUID classifierId, UUID slideId);

  List<PredictionEntity> findByWorkspaceAndClassifierIdAndIdLessThanOrderByIdDesc(
      String workspace, UUID classifierId, UUID before, Limit limit);

  List<PredictionEntity> findByWorkspaceAndSlideIdAndIdLessThanOrderByIdDesc(
      String workspace, UUID slideId, UUID before, Limit limit);

  /** A page, newest first; a null slide, classifier or job means any. */
  @Query(
      """
      SELECT p FROM PredictionEntity p
      WHERE p.workspace = :workspace AND p.id < :before
        AND (:slideId IS NULL OR p.slideId = :slideId)
        AND (:classifierId IS NULL OR p.classifierId = :classifierId)
        AND (:jobId IS NULL OR p.jobId = :jobId)
      ORDER BY p.id DESC
      """)
  List<PredictionEntity> findPage(
      String workspace,
      @Nullable UUID slideId,
      @Nullable UUID classifierId,
      @Nullable UUID jobId,
      UUID before,
      Limit limit);

  /** Deletes the prediction of a classifier for a slide, at once. */
  @Transactional
  @Modifying
  @Query(
      "DELETE FROM PredictionEntity p WHERE p.classifierId = :classifierId AND p.slideId = :slideId")
  int deleteByClassifierIdAndSlideId(UUID classifierId, UUID slideId);

  /**
   * Saves a prediction in place of the one that its classifier gave for its slide before. Where
   * several may do so at once the caller holds the slide's lock.
   */
  @Transactional
  default PredictionEntity replace(PredictionEntity prediction) {
    deleteByClassifierIdAndSlideId(prediction.classifierId(), prediction.slideId());
    return saveAndFlush(prediction);
  }
}
