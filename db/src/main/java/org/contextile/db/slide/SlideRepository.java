// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Slides by workspace. */
public interface SlideRepository extends JpaRepository<SlideEntity, UUID> {
  Optional<SlideEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<SlideEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  List<SlideEntity> findByWorkspaceAndIdIn(String workspace, Collection<UUID> ids);

  /** A page of the slides of a name, newest first. */
  List<SlideEntity> findByWorkspaceAndNameAndIdLessThanOrderByIdDesc(
      String workspace, String name, UUID before, Limit limit);

  /**
   * Locks slides until the caller's transaction ends, in the order of their ids. Of several who are
   * to add the same row about a slide, and look for it under this lock first, one adds it and the
   * others find it.
   */
  @Query(
      nativeQuery = true,
      value = "SELECT id FROM slide WHERE id IN (:ids) ORDER BY id FOR NO KEY UPDATE")
  List<UUID> lock(Collection<UUID> ids);

  /** A page of a cohort's slides, newest first. */
  @Query(
      """
      SELECT s FROM SlideEntity s JOIN CohortSlideEntity c ON c.key.slideId = s.id
      WHERE s.workspace = :workspace AND c.key.cohortId = :cohortId AND s.id < :before ORDER BY s.id DESC
      """)
  List<SlideEntity> findByCohort(String workspace, UUID cohortId, UUID before, Limit limit);

  /** A page of a cohort's slides of a name, newest first. */
  @Query(
      """
      SELECT s FROM SlideEntity s JOIN CohortSlideEntity c ON c.key.slideId = s.id
      WHERE s.workspace = :workspace AND s.name = :name AND c.key.cohortId = :cohortId AND s.id < :before
      ORDER BY s.id DESC
      """)
  List<SlideEntity> findByCohortAndName(
      String workspace, UUID cohortId, String name, UUID before, Limit limit);
}
