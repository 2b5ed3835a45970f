// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Wakes those who listen, when the transaction commits. A wake-up may be lost: nothing rests on it
 * but speed.
 */
final class JobNotifier {
  static final String CHANNEL = "contextile_job";
  static final String QUEUED = "queued:";
  static final String CANCELLING = "cancelling:";

  /** The statements of {@link JobReports} send it themselves, to save a round trip. */
  static final String REPORTED = "reported";

  private final JdbcClient jdbc;

  JobNotifier(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void queued(JobKind kind) {
    send(QUEUED + kind.text());
  }

  void cancelling(UUID job) {
    send(CANCELLING + job);
  }

  private void send(String payload) {
    jdbc.sql("SELECT pg_notify(:channel, :payload)")
        .param("channel", CHANNEL)
        .param("payload", payload)
        .query((_, _) -> payload)
        .single();
  }
}
