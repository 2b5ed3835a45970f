// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.artifact;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** Uploads by workspace. */
public interface UploadRepository extends JpaRepository<UploadEntity, UUID> {
  Optional<UploadEntity> findByIdAndWorkspace(UUID id, String workspace);

  /** A page of the workspace, newest first; see {@link org.contextile.db.Paging}. */
  List<UploadEntity> findByWorkspaceAndIdLessThanOrderByIdDesc(
      String workspace, UUID before, Limit limit);

  List<UploadEntity> findByExpiresAtBefore(Instant instant, Limit limit);
}
