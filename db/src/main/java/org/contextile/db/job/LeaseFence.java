// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps a lease from being taken away until the running transaction ends. */
final class LeaseFence {
  /**
   * A key-share lock: heartbeats go on beside it, while a sweep passes by a lease so locked. A
   * worker that freezes with the transaction open must not keep its job for ever, so the server
   * ends such a transaction.
   */
  private static final String HOLD =
      """
      SELECT set_config('idle_in_transaction_session_timeout', '60s', true) FROM job_lease
      WHERE job_id = :job AND token = :token AND expires_at > clock_timestamp()
      FOR KEY SHARE
      """;

  private final JdbcClient jdbc;

  LeaseFence(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * To be called first in a transaction.
   *
   * @throws LeaseLostException when the lease expired or is another's
   */
  void hold(JobLease lease) {
    boolean held =
        jdbc.sql(HOLD)
            .param("job", lease.jobId())
            .param("token", lease.token())
            .query(String.class)
            .optional()
            .isPresent();
    if (!held) {
      throw new LeaseLostException(lease);
    }
  }
}
