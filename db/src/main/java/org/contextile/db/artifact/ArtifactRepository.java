// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.artifact;

import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Rows of the artifact store. */
public interface ArtifactRepository extends Repository<ArtifactEntity, String> {
  Optional<ArtifactEntity> findById(String digest);

  boolean existsById(String digest);

  /** Inserts the row unless it is there already. */
  @Transactional
  @Modifying
  @Query(
      nativeQuery = true,
      value =
          """
          INSERT INTO artifact (digest, size_bytes, media_type) VALUES (:digest, :sizeBytes, :mediaType)
          ON CONFLICT (digest) DO NOTHING
          """)
  void insertIfAbsent(String digest, long sizeBytes, String mediaType);

  /**
   * Deletes the row.
   *
   * @return 1, or 0 when there was none
   * @throws org.springframework.dao.DataIntegrityViolationException when some row still refers to
   *     it
   */
  @Transactional
  @Modifying
  @Query("DELETE FROM ArtifactEntity a WHERE a.digest = :digest")
  int deleteByDigest(String digest);
}
