// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Tilings by slide and specification. */
public interface TilingRepository extends JpaRepository<TilingEntity, UUID> {
  Optional<TilingEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<TilingEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  List<TilingEntity> findBySlideId(UUID slideId);

  Optional<TilingEntity> findBySlideIdAndSpec(UUID slideId, TilingSpec spec);

  List<TilingEntity> findBySlideIdInAndSpec(Collection<UUID> slideIds, TilingSpec spec);
}
