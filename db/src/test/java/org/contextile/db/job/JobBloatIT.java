// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;

class JobBloatIT {
  private static final int UPDATES = 200;

  @Test
  void heartbeatsAndProgressRewriteNoIndex() {
    try (QueueFixture fixture = new QueueFixture(TestDatabase.migrated())) {
      fixture.submit();
      JobLease lease = fixture.claim().lease();
      for (int i = 0; i < UPDATES; i++) {
        fixture.queue.heartbeat(lease, QueueFixture.LEASE);
        fixture.queue.progress(lease, new JobProgress("tiles", i, UPDATES, "tile"));
      }

      // The claim itself changes the state, which is indexed; a full page costs one more now and
      // then.
      assertThat(coldUpdates(fixture, "job_lease")).isLessThanOrEqualTo(4);
      assertThat(coldUpdates(fixture, "job")).isLessThanOrEqualTo(5);
    }
  }

  private static long coldUpdates(QueueFixture fixture, String table) {
    String statistics =
        "pg_stat_user_tables WHERE relname = '" + table + "' AND n_tup_upd >= " + UPDATES;
    // Backends report what they did when they end, or now and then.
    fixture.pool.getHikariPoolMXBean().softEvictConnections();
    await().atMost(Duration.ofSeconds(20)).until(() -> fixture.count(statistics) == 1);
    return fixture
        .jdbc
        .sql("SELECT n_tup_upd - n_tup_hot_upd FROM " + statistics)
        .query(Long.class)
        .single();
  }
}
