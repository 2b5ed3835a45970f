// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which keys were seen in a workspace, and what was answered. */
class IdempotencyKeys {
  /** How long an answer is kept. */
  static final Duration KEPT = Duration.ofHours(24);

  /** After this long without an answer, whoever was answering is taken to have died. */
  static final Duration ABANDONED = Duration.ofMinutes(2);

  private static final String FORGET =
      "DELETE FROM idempotency_key WHERE created_at < now() - make_interval(secs => :kept)";

  private static final String CLAIM =
      """
      INSERT INTO idempotency_key (workspace, key, request_digest) VALUES (:workspace, :key, :digest)
      ON CONFLICT (workspace, key) DO UPDATE SET request_digest = :digest, created_at = now()
        WHERE idempotency_key.status IS NULL
          AND idempotency_key.created_at < now() - make_interval(secs => :abandoned)
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

  private static final String RELEASE =
      "DELETE FROM idempotency_key WHERE workspace = :workspace AND key = :key AND status IS NULL";

  private final JdbcClient jdbc;

  IdempotencyKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What is known of a key: the digest of its request, and the answer once there is one. */
  record Known(String requestDigest, @Nullable StoredAnswer answer) {}

  /** Takes a key for a request; what is known of it when it was taken before. */
  Optional<Known> claim(String workspace, String key, String requestDigest) {
    jdbc.sql(FORGET).param("kept", KEPT.toSeconds()).update();
    int claimed =
        jdbc.sql(CLAIM)
            .param("workspace", workspace)
            .param("key", key)
            .param("digest", requestDigest)
            .param("abandoned", ABANDONED.toSeconds())
            .update();
    return claimed == 1 ? Optional.empty() : Optional.of(find(workspace, key, requestDigest));
  }

  void store(String workspace, String key, StoredAnswer answer) {
    jdbc.sql(STORE)
        .param("workspace", workspace)
        .param("key", key)
        .param("status", answer.status())
        .param("mediaType", answer.mediaType())
        .param("location", answer.location())
        .param("body", answer.body())
        .update();
  }

  /** Lets a key go whose request came to no answer worth keeping. */
  void release(String workspace, String key) {
    jdbc.sql(RELEASE).param("workspace", workspace).param("key", key).update();
  }

  private Known find(String workspace, String key, String requestDigest) {
    return jdbc.sql(FIND)
        .param("workspace", workspace)
        .param("key", key)
        .query((row, _) -> known(row))
        .optional()
        // Released since: as if it were still being answered, so that the caller tries again.
        .orElseGet(() -> new Known(requestDigest, null));
  }

  private static Known known(ResultSet row) throws SQLException {
    int status = row.getInt("status");
    return new Known(
        row.getString("request_digest"),
        row.wasNull()
            ? null
            : new StoredAnswer(
                status,
                row.getString("media_type"),
                row.getString("location"),
                row.getString("body")));
  }
}
