// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.LEASE;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LeaseKeeperIT {

  private final CountDownLatch running = new CountDownLatch(2);
  private final Set<UUID> lost = ConcurrentHashMap.newKeySet();
  @TempDir private Path scratch;

  @Test
  void aHeartbeatThatHangsKeepsNoOtherBack() throws Exception {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      workers.doing(2).start(this::workBeyondALease);
      UUID hanging = workers.submit();
      UUID other = workers.submit();
      running.await();

      try (Connection connection = workers.connection();
          PreparedStatement lock =
              connection.prepareStatement("select 1 from job_lease where job_id = ? for update")) {
        connection.setAutoCommit(false);
        lock.setObject(1, hanging);
        assertThat(lock.executeQuery().next()).isTrue();

        await().atMost(PATIENCE).until(() -> workers.state(other) == JobState.SUCCEEDED);
        await().atMost(PATIENCE).until(() -> lost.contains(hanging));
        connection.rollback();
      }
      assertThat(lost).containsExactly(hanging);
    }
  }

  private JobResult workBeyondALease(JobContext job) throws InterruptedException {
    running.countDown();
    long end = System.nanoTime() + LEASE.plusSeconds(1).toNanos();
    while (job.attempt() == 1 && System.nanoTime() < end) {
      if (job.stopping()) {
        lost.add(job.id());
      }
      job.checkStop();
      Thread.sleep(20);
    }
    return new JobResult(Map.of(), () -> {});
  }
}
