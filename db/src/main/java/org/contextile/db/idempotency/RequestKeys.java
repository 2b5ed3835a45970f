// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keys of requests, on the rows that the requests made. A key is written in the transaction that
 * writes the row: after a crash either both are there or neither, so that a repeat finds what the
 * first request made, or is the first.
 */
public class RequestKeys {
  /** For how long a repeat is known as one. */
  public static final Duration RETENTION = Duration.ofHours(24);

  private static final String FIND =
      """
      SELECT type, id, request_digest FROM made_by_request
      WHERE workspace = :workspace AND idempotency_key = :key
        AND created_at > clock_timestamp() - make_interval(secs => :retention)
      """;

  /** The unique indexes of the tables would let two requests make rows of different tables. */
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended(:key, hashtextextended(:workspace, 0)))";

  /** The index knows a key until it is wanted for another request. */
  private static final String FORGET =
      """
      WITH old_job AS (
        UPDATE job SET idempotency_key = NULL, request_digest = NULL
        WHERE workspace = :workspace AND idempotency_key = :key),
      old_cohort AS (
        UPDATE cohort SET idempotency_key = NULL, request_digest = NULL
        WHERE workspace = :workspace AND idempotency_key = :key),
      old_model AS (
        UPDATE model SET idempotency_key = NULL, request_digest = NULL
        WHERE workspace = :workspace AND idempotency_key = :key)
      DELETE FROM keyed_request WHERE workspace = :workspace AND idempotency_key = :key
      """;

  private static final String FORGET_OLD =
      """
      DELETE FROM keyed_request WHERE created_at <= clock_timestamp() - make_interval(secs => :retention)
      """;

  private static final String RECORD =
      """
      INSERT INTO keyed_request (workspace, idempotency_key, request_digest, type, id)
      VALUES (:workspace, :key, :digest, :type, :id)
      """;

  private final JdbcClient jdbc;

  public RequestKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What a request with this key has made within the last {@link #RETENTION}. */
  public Optional<MadeByRequest> find(String workspace, String key) {
    return jdbc.sql(FIND)
        .param("workspace", workspace)
        .param("key", key)
        .param("retention", RETENTION.toSeconds())
        .query(RequestKeys::made)
        .optional();
  }

  /**
   * Takes a key for what the caller's transaction is about to make; first of all that it does.
   * Waits while another transaction has taken the key.
   *
   * @throws RequestRepeatedException if the key has made something
   * @throws IllegalStateException outside a transaction
   */
  public void take(String workspace, RequestKey request) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("A key is taken in the transaction that makes something");
    }
    jdbc.sql(LOCK)
        .param("workspace", workspace)
        .param("key", request.key())
        .query((_, _) -> true)
        .single();
    find(workspace, request.key())
        .ifPresent(
            made -> {
              throw new RequestRepeatedException(request, made);
            });
    jdbc.sql(FORGET).param("workspace", workspace).param("key", request.key()).update();
  }

  /** Drops the keys of all workspaces that are past {@link #RETENTION} and lie on no other row. */
  public void forgetOld() {
    jdbc.sql(FORGET_OLD).param("retention", RETENTION.toSeconds()).update();
  }

  /**
   * Writes a key that was taken to what it has made, but for a job, whose insertion writes it.
   *
   * @param id of a row that the transaction has written
   */
  public void mark(String workspace, RequestKey request, MadeType type, UUID id) {
    String sql =
        switch (type) {
          case COHORT, MODEL ->
              """
              UPDATE %s SET idempotency_key = :key, request_digest = :digest
              WHERE id = :id AND workspace = :workspace
              """
                  .formatted(type.text());
          case JOB_CONTROL, JOB_GRAPH, UPLOAD -> RECORD;
          case JOB -> throw new IllegalArgumentException("A job is inserted with its key");
        };
    int marked =
        jdbc.sql(sql)
            .param("workspace", workspace)
            .param("key", request.key())
            .param("digest", request.digest())
            .param("type", type.text())
            .param("id", id)
            .update();
    if (marked != 1) {
      throw new IllegalArgumentException("There is no %s %s".formatted(type.text(), id));
    }
  }

  private static MadeByRequest made(ResultSet row, int number) throws SQLException {
    return new MadeByRequest(
        MadeType.of(row.getString("type")),
        row.getObject("id", UUID.class),
        row.getString("request_digest"));
  }
}
