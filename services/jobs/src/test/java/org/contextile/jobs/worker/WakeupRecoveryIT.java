// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.DatabaseLine;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Idle workers that poll once in ten minutes: only a notification brings them a job at once. */
@Timeout(60)
final class WakeupRecoveryIT {

  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path scratch;

  @Test
  void aWorkerListensAgainAfterItsConnectionsWereKilled() {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      workers.polling(TEN_MINUTES).start(WakeupRecoveryIT::succeed);
      assertWokenBySubmissions(workers);

      workers.killConnections();

      assertRecovered(workers);
    }
  }

  @Test
  void aWorkerListensAgainAfterItsLineWasCutAndDropped() throws InterruptedException {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch);
        DatabaseLine line = workers.line()) {
      workers.polling(TEN_MINUTES).start("worker", line, WakeupRecoveryIT::succeed);
      assertWokenBySubmissions(workers);

      line.cut();
      Thread.sleep(1500);
      line.drop();
      line.mend();

      assertRecovered(workers);
    }
  }

  @Test
  void aWorkerListensAgainAfterARestartOfTheServer(@TempDir Path data) throws Exception {
    try (RestartableServer server = new RestartableServer(data.resolve("postgres"));
        Workers workers = new Workers(server.url(), scratch)) {
      workers.polling(TEN_MINUTES).start(WakeupRecoveryIT::succeed);
      assertWokenBySubmissions(workers);

      server.stop();
      Thread.sleep(1500);
      server.startAgain();

      assertRecovered(workers);
    }
  }

  /** What was submitted while nobody listened is found, and from then on all is as before. */
  private static void assertRecovered(Workers workers) {
    awaitDone(workers, workers.submit());
    assertWokenBySubmissions(workers);
  }

  /** Of several, since a busy machine may be slow once. */
  private static void assertWokenBySubmissions(Workers workers) {
    await()
        .atMost(PATIENCE)
        .pollInterval(SECOND)
        .untilAsserted(() -> assertWokenByASubmission(workers));
  }

  private static void assertWokenByASubmission(Workers workers) {
    UUID id = workers.submit();
    long before = System.nanoTime();
    awaitDone(workers, id);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SECOND);
  }

  private static void awaitDone(Workers workers, UUID id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> workers.state(id) == JobState.SUCCEEDED);
  }

  private static JobResult succeed(JobContext job) {
    job.checkStop();
    return new JobResult(Map.of(), () -> {});
  }
}
