// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
   * @param lengthBytes of the whole, once the client knows
   * @param offsetBytes how much is there
   */
  record Row(
      UUID id,
      String workspace,
      @Nullable String metadata,
      @Nullable Long lengthBytes,
      long offsetBytes,
      Instant expiresAt) {}

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  UploadRows(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  void insert(Row upload) {
    jdbc.sql(
            """
            insert into upload (id, workspace, metadata, length_bytes, offset_bytes, expires_at)
            values (:id, :workspace, :metadata, :length, :offset, :expiry)
            """)
        .param("id", upload.id())
        .param("workspace", upload.workspace())
        .param("metadata", upload.metadata())
        .param("length", upload.lengthBytes())
        .param("offset", upload.offsetBytes())
        .param("expiry", Timestamp.from(upload.expiresAt()))
        .update();
  }

  Optional<Row> find(UUID id, String workspace) {
    return jdbc.sql(
            """
            select id, workspace, metadata, length_bytes, offset_bytes, expires_at
            from upload where id = :id and workspace = :workspace
            """)
        .param("id", id)
        .param("workspace", workspace)
        .query(UploadRows::row)
        .optional();
  }

  /**
   * Sets what a client may change without sending bytes.
   *
   * @return whether the upload is there
   */
  boolean update(Row upload) {
    return jdbc.sql(
                """
                update upload set metadata = :metadata, length_bytes = :length, expires_at = :expiry
                where id = :id and workspace = :workspace
                """)
            .param("id", upload.id())
            .param("workspace", upload.workspace())
            .param("metadata", upload.metadata())
            .param("length", upload.lengthBytes())
            .param("expiry", Timestamp.from(upload.expiresAt()))
            .update()
        == 1;
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
    return jdbc.sql(
            """
            select id, workspace, metadata, length_bytes, offset_bytes, expires_at
            from upload where expires_at < now() limit 1000
            """)
        .query(UploadRows::row)
        .list();
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
        row.getObject("length_bytes", Long.class),
        row.getLong("offset_bytes"),
        row.getTimestamp("expires_at").toInstant());
  }
}
