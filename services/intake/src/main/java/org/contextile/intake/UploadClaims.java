// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which jobs take uploads in. To be called within a transaction. */
final class UploadClaims {
  private final JdbcClient jdbc;

  UploadClaims(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Makes others who want the upload wait for the end of the caller's transaction.
   *
   * @return whether it is there
   */
  boolean lock(UUID id, String workspace) {
    return jdbc.sql("select 1 from upload where id = :id and workspace = :workspace for update")
        .param("id", id)
        .param("workspace", workspace)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** The job that is about to take the upload in. */
  Optional<UUID> taker(UUID id) {
    return jdbc.sql(
            """
            select job.id from upload join job on job.id = upload.job_id
            where upload.id = :id and job.finished_at is null
            """)
        .param("id", id)
        .query(UUID.class)
        .optional();
  }

  /** Makes an upload one part, which is whole, and says which parts it had before. */
  List<String> settle(UUID id, String digest, long bytes, UUID job) {
    List<String> before =
        jdbc.sql("delete from upload_part where upload_id = :id returning artifact_digest")
            .param("id", id)
            .query(String.class)
            .list();
    jdbc.sql(
            """
            insert into upload_part (upload_id, start_bytes, size_bytes, artifact_digest)
            values (:id, 0, :size, :digest)
            """)
        .param("id", id)
        .param("size", bytes)
        .param("digest", digest)
        .update();
    jdbc.sql("update upload set job_id = :job where id = :id")
        .param("id", id)
        .param("job", job)
        .update();
    return before;
  }

  /** Uploads that a job takes in. */
  List<UUID> of(UUID job) {
    return jdbc.sql("select id from upload where job_id = :job order by id")
        .param("job", job)
        .query(UUID.class)
        .list();
  }

  /** Removes the uploads that a job has taken in. */
  void use(UUID job) {
    jdbc.sql("delete from upload where job_id = :job").param("job", job).update();
  }
}
