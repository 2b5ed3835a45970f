// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Models by workspace. */
public interface ModelRepository extends JpaRepository<ModelEntity, UUID> {
  Optional<ModelEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<ModelEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  /** A page of the models that came about in one way, newest first. */
  List<ModelEntity> findByWorkspaceAndOriginAndIdLessThanOrderByIdDesc(
      String workspace, ModelOrigin origin, UUID before, Limit limit);
}
