// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.idempotency;

import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers requests by their {@code Idempotency-Key} within a workspace. */
public class IdempotencyKeys {
  /** A request that did not say for so long that it is alive has died with its process. */
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

  private static final String START =
      """
      INSERT INTO idempotency_key (workspace, key, request_digest) VALUES (:workspace, :key, :digest)
      ON CONFLICT (workspace, key) DO UPDATE SET created_at = clock_timestamp()
        WHERE idempotency_key.status IS NULL AND idempotency_key.request_digest = excluded.request_digest
          AND idempotency_key.created_at < clock_timestamp() - make_interval(secs => :longest)
      """;

  private static final String FIND =
      """
      SELECT request_digest, status, media_type, location, body FROM idempotency_key
      WHERE workspace = :workspace AND key = :key
      """;

  private static final String STORE =
      """
      UPDATE idempotency_key SET status = :status, media_type = :mediaType, location = :location, body = :body
      WHERE workspace = :workspace AND key = :key
      """;

  private static final String TOUCH =
      """
      UPDATE idempotency_key SET created_at = clock_timestamp()
      WHERE workspace = :workspace AND key = :key AND status IS NULL
      """;

  private static final String ABANDON =
      "DELETE FROM idempotency_key WHERE workspace = :workspace AND key = :key AND status IS NULL";

  private static final String FORGET =
      "DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - make_interval(secs => :age)";

  private final JdbcClient jdbc;

  public IdempotencyKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Claims a key, outside of any transaction.
   *
   * @param requestDigest digest of the request's method, path and body
   */
  public Claim claim(String workspace, String key, String requestDigest) {
    int started =
        jdbc.sql(START)
            .param("workspace", workspace)
            .param("key", key)
            .param("digest", requestDigest)
            .param("longest", LONGEST_SILENCE.toSeconds())
            .update();
    // The first request may be abandoned between the two statements: then the next repetition
    // starts.
    return started == 1
        ? new Claim.Started()
        : find(workspace, key, requestDigest).orElseGet(Claim.InProgress::new);
  }

  private Optional<Claim> find(String workspace, String key, String requestDigest) {
    return jdbc.sql(FIND)
        .param("workspace", workspace)
        .param("key", key)
        .query(
            (row, _) -> {
              if (!row.getString("request_digest").equals(requestDigest)) {
                return (Claim) new Claim.Mismatch();
              }
              int status = row.getInt("status");
              return row.wasNull()
                  ? new Claim.InProgress()
                  : new Claim.Answered(
                      new StoredAnswer(
                          status,
                          row.getString("media_type"),
                          row.getString("location"),
                          row.getString("body")));
            })
        .optional();
  }

  /** Keeps the answer for repetitions. */
  public void store(String workspace, String key, StoredAnswer answer) {
    jdbc.sql(STORE)
        .param("workspace", workspace)
        .param("key", key)
        .param("status", answer.status())
        .param("mediaType", answer.mediaType())
        .param("location", answer.location())
        .param("body", answer.body())
        .update();
  }

  /** Says that the request is still being worked on; to be repeated well within five minutes. */
  public void touch(String workspace, String key) {
    jdbc.sql(TOUCH).param("workspace", workspace).param("key", key).update();
  }

  /** Frees a key whose request had no effect, so that it can be repeated. */
  public void abandon(String workspace, String key) {
    jdbc.sql(ABANDON).param("workspace", workspace).param("key", key).update();
  }

  /** Forgets keys older than {@code age}. */
  public int forgetOlderThan(Duration age) {
    return jdbc.sql(FORGET).param("age", age.toSeconds()).update();
  }
}
