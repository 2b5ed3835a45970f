// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables {@code upload} and {@code upload_part}. Nobody locks an upload: who appends says what
 * offset it saw, and of two only one finds it.
 */
final class UploadRows {

  /**
   * An upload.
   *
   * @param metadata as the client encoded it
   * @param concat whether it is a part of another, or made of others, as the client said it
   * @param lengthBytes of the whole, once the client knows
   * @param offsetBytes how much is there
   * @param jobId the job that last took it in
   */
  record Row(
      UUID id,
      String workspace,
      @Nullable String metadata,
      @Nullable String concat,
      @Nullable Long lengthBytes,
      long offsetBytes,
      Instant createdAt,
      Instant expiresAt,
      @Nullable UUID jobId) {

    boolean isComplete() {
      return lengthBytes != null && lengthBytes == offsetBytes;
    }
  }

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  /** After a job that took an upload in has ended, there is as much time again. */
  private final String expiresAt;

  private final String hasExpired;
  private final String select;

  UploadRows(JdbcClient jdbc, PlatformTransactionManager transactions, Duration expiry) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.expiresAt =
        """
        coalesce((
          select greatest(upload.expires_at,
                          coalesce(job.finished_at, now()) + make_interval(secs => %d))
          from job where job.id = upload.job_id), upload.expires_at)
        """
            .formatted(expiry.toSeconds());
    this.hasExpired = "upload.expires_at <= now() and now() >= " + expiresAt;
    this.select =
        """
        select id, workspace, metadata, concat, length_bytes, offset_bytes, created_at,
               %s as expires_at, job_id
        from upload
        """
            .formatted(expiresAt);
  }

  /** Adds an upload without bytes, and says its id. */
  UUID insert(
      String workspace, @Nullable String metadata, @Nullable Long lengthBytes, Instant expiresAt) {
    return jdbc.sql(
            """
            insert into upload (workspace, metadata, length_bytes, expires_at)
            values (:workspace, :metadata, :length, :expiry) returning id
            """)
        .param("workspace", workspace)
        .param("metadata", metadata)
        .param("length", lengthBytes)
        .param("expiry", Timestamp.from(expiresAt))
        .query(UUID.class)
        .single();
  }

  /** An upload that has not expired. */
  Optional<Row> find(UUID id, String workspace) {
    return jdbc.sql(select + " where id = :id and workspace = :workspace and now() < " + expiresAt)
        .param("id", id)
        .param("workspace", workspace)
        .query(UploadRows::row)
        .optional();
  }

  /** Uploads of a workspace that have not expired, newest first. */
  List<Row> page(String workspace, UUID before, int limit) {
    return jdbc.sql(
            select
                + " where workspace = :workspace and id < :before and now() < "
                + expiresAt
                + " order by id desc limit :limit")
        .param("workspace", workspace)
        .param("before", before)
        .param("limit", limit)
        .query(UploadRows::row)
        .list();
  }

  /**
   * Sets what a client may change without sending bytes.
   *
   * @return whether the upload is there
   */
  boolean update(
      UUID id,
      String workspace,
      @Nullable String concat,
      @Nullable Long lengthBytes,
      Instant expiresAt) {
    return jdbc.sql(
                """
                update upload set concat = :concat, length_bytes = :length, expires_at = :expiry
                where id = :id and workspace = :workspace
                """)
            .param("id", id)
            .param("workspace", workspace)
            .param("concat", concat)
            .param("length", lengthBytes)
            .param("expiry", Timestamp.from(expiresAt))
            .update()
        == 1;
  }

  /**
   * Gives an upload without bytes those of others, in order.
   *
   * @return how many these are
   * @throws ProblemException {@code unknown-upload} if one of them is gone meanwhile
   */
  long join(UUID id, String workspace, List<UUID> others) {
    return transaction.execute(
        status -> {
          long end = 0;
          for (UUID other : others) {
            lockComplete(other, workspace);
            end += addParts(id, other, workspace, end);
          }
          jdbc.sql(
                  """
                  update upload set length_bytes = :end, offset_bytes = :end
                  where id = :id and workspace = :workspace
                  """)
              .param("id", id)
              .param("workspace", workspace)
              .param("end", end)
              .update();
          return end;
        });
  }

  private void lockComplete(UUID id, String workspace) {
    var _ =
        jdbc.sql(
                """
            select id from upload
            where id = :id and workspace = :workspace and offset_bytes = length_bytes for update
            """)
            .param("id", id)
            .param("workspace", workspace)
            .query(UUID.class)
            .optional()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNKNOWN_UPLOAD.with(
                            "Upload-Concat names " + id + ", which is not there any more.")));
  }

  private long addParts(UUID id, UUID other, String workspace, long start) {
    return jdbc.sql(
            """
            with added as (
              insert into upload_part (upload_id, start_bytes, size_bytes, artifact_digest)
              select :id, :start + start_bytes, size_bytes, artifact_digest
              from upload_part join upload on upload.id = upload_id
              where upload_id = :other and workspace = :workspace
              returning size_bytes)
            select coalesce(sum(size_bytes), 0) from added
            """)
        .param("id", id)
        .param("other", other)
        .param("workspace", workspace)
        .param("start", start)
        .query(Long.class)
        .single();
  }

  /**
   * Adds a part to the end.
   *
   * @return false if the upload does not end at {@code start}: another has appended meanwhile, or
   *     it is gone
   */
  boolean append(UUID id, String workspace, long start, long size, String digest) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!move(id, workspace, start, start + size)) {
                return false;
              }
              jdbc.sql(
                      """
                      insert into upload_part (upload_id, start_bytes, size_bytes, artifact_digest)
                      values (:id, :start, :size, :digest)
                      """)
                  .param("id", id)
                  .param("start", start)
                  .param("size", size)
                  .param("digest", digest)
                  .update();
              return true;
            }));
  }

  /**
   * Takes back the parts from a boundary on.
   *
   * @return their digests; none if the upload does not end at {@code end}
   */
  List<String> cut(UUID id, String workspace, long end, long start) {
    return transaction.execute(
        status ->
            move(id, workspace, end, start)
                ? jdbc.sql(
                        """
                        delete from upload_part where upload_id = :id and start_bytes >= :start
                        returning artifact_digest
                        """)
                    .param("id", id)
                    .param("start", start)
                    .query(String.class)
                    .list()
                : List.<String>of());
  }

  /** Digests of the parts of an upload, in order. */
  List<String> parts(UUID id, String workspace) {
    return jdbc.sql(
            """
            select artifact_digest from upload_part join upload on id = upload_id
            where upload_id = :id and workspace = :workspace order by start_bytes
            """)
        .param("id", id)
        .param("workspace", workspace)
        .query(String.class)
        .list();
  }

  /** Deletes an upload and returns the digests of its parts. */
  List<String> delete(UUID id, String workspace) {
    return transaction.execute(
        status -> {
          List<String> parts = parts(id, workspace);
          jdbc.sql("delete from upload where id = :id and workspace = :workspace")
              .param("id", id)
              .param("workspace", workspace)
              .update();
          return parts;
        });
  }

  /** Uploads that nobody went on with or named in time; 1,000 at most. */
  List<Row> expired() {
    return jdbc.sql(select + " where " + hasExpired + " limit 1000").query(UploadRows::row).list();
  }

  /** Deletes an upload unless somebody has named it since it expired. */
  List<String> deleteExpired(UUID id) {
    return transaction.execute(
        status ->
            jdbc.sql(
                    "select workspace from upload where id = :id and " + hasExpired + " for update")
                .param("id", id)
                .query(String.class)
                .optional()
                .map(workspace -> delete(id, workspace))
                .orElse(List.of()));
  }

  private boolean move(UUID id, String workspace, long from, long to) {
    return jdbc.sql(
                """
                update upload set offset_bytes = :to
                where id = :id and workspace = :workspace and offset_bytes = :from
                """)
            .param("id", id)
            .param("workspace", workspace)
            .param("from", from)
            .param("to", to)
            .update()
        == 1;
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(
        row.getObject("id", UUID.class),
        row.getString("workspace"),
        row.getString("metadata"),
        row.getString("concat"),
        row.getObject("length_bytes", Long.class),
        row.getLong("offset_bytes"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant(),
        row.getObject("job_id", UUID.class));
  }
}
