// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.feature;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.slide.TilingSpec;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Feature sets by slide, model, tiling and provenance. */
public interface FeatureSetRepository extends JpaRepository<FeatureSetEntity, UUID> {
  Optional<FeatureSetEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<FeatureSetEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  Optional<FeatureSetEntity> findBySlideIdAndModelIdAndTilingIdAndProvenance(
      UUID slideId, UUID modelId, UUID tilingId, FeatureProvenance provenance);

  /** The feature sets of these slides by these models on this kind of tiling, of any provenance. */
  @Query(
      """
      SELECT f FROM FeatureSetEntity f JOIN TilingEntity t ON t.id = f.tilingId
      WHERE f.workspace = :workspace AND f.slideId IN :slideIds AND f.modelId IN :modelIds
        AND t.spec = :spec
      """)
  List<FeatureSetEntity> findBySlidesAndModelsAndSpec(
      String workspace, Collection<UUID> slideIds, Collection<UUID> modelIds, TilingSpec spec);

  /** A page, newest first; a null slide or model means any. */
  @Query(
      """
      SELECT f FROM FeatureSetEntity f
      WHERE f.workspace = :workspace AND f.id < :before
        AND (:slideId IS NULL OR f.slideId = :slideId)
        AND (:modelId IS NULL OR f.modelId = :modelId)
      ORDER BY f.id DESC
      """)
  List<FeatureSetEntity> findPage(
      String workspace, @Nullable UUID slideId, @Nullable UUID modelId, UUID before, Limit limit);
}
