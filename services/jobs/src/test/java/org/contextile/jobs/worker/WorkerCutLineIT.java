// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.HEARTBEAT;
import static org.contextile.jobs.worker.Workers.LEASE;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.DatabaseLine;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The network between a worker and its database is cut: nothing arrives, nothing is closed. */
@Timeout(60)
final class WorkerCutLineIT {

  private final CompletableFuture<Worker> cutOff = new CompletableFuture<>();
  private final CountDownLatch running = new CountDownLatch(1);
  @TempDir private Path scratch;
  private Workers workers;
  private DatabaseLine line;

  @BeforeEach
  void open() {
    workers = new Workers(TestDatabase.migrated().url(), scratch);
    line = workers.line();
  }

  @AfterEach
  void close() {
    line.mend();
    workers.close();
    line.close();
  }

  @Test
  void aCutShorterThanTheLeaseIsSatOut() throws InterruptedException {
    cutOff.complete(workers.start("cut off", line, this::workForTwoSeconds));
    UUID id = workers.submit();
    running.await();

    line.cut();
    Thread.sleep(LEASE.dividedBy(2));
    line.mend();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(workers.written("done")).isEqualTo(1);
    assertThat(workers.attempts(id)).hasSize(1);
  }

  @Test
  void aCutLongerThanTheLeaseStopsTheJobHereAndLetsAnotherWorkerDoIt() throws Exception {
    CompletableFuture<Long> stopped = new CompletableFuture<>();
    CountDownLatch mended = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    cutOff.complete(
        workers.start("cut off", line, job -> outliveTheLease(job, stopped, mended, ended)));
    UUID id = workers.submit();
    running.await();

    line.cut();
    long before = System.nanoTime();
    CompletableFuture<Worker> other = new CompletableFuture<>();
    try (DatabaseLine sound = workers.line()) {
      other.complete(
          workers.start("other", sound, job -> new JobResult(Map.of(), () -> write(other))));
      assertThat(Duration.ofNanos(stopped.get() - before)).isLessThan(LEASE.plus(HEARTBEAT));
      await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
      line.mend();
      mended.countDown();
      ended.await();
      other.join().runner().stop();
    }

    await().during(HEARTBEAT).until(() -> workers.written("done") == 1);
    assertThat(workers.attempts(id))
        .extracting(JobAttempt::outcome)
        .containsExactly(AttemptOutcome.EXPIRED, AttemptOutcome.SUCCEEDED);
  }

  private JobResult workForTwoSeconds(JobContext job) throws InterruptedException {
    job.phase("working", 40, "rounds");
    running.countDown();
    for (int round = 1; round <= 40; round++) {
      job.checkStop();
      job.progress(round);
      Thread.sleep(50);
    }
    return new JobResult(Map.of(), () -> write(cutOff));
  }

  /** Notices when it is to stop, and then tries to publish all the same. */
  private JobResult outliveTheLease(
      JobContext job, CompletableFuture<Long> stopped, CountDownLatch mended, CountDownLatch ended)
      throws InterruptedException {
    running.countDown();
    while (!job.stopping()) {
      Thread.sleep(10);
    }
    stopped.complete(System.nanoTime());
    mended.await();
    try {
      job.publish(() -> write(cutOff));
    } finally {
      ended.countDown();
    }
    return new JobResult(Map.of(), () -> write(cutOff));
  }

  private static void write(CompletableFuture<Worker> worker) {
    worker.join().write("done");
  }
}
