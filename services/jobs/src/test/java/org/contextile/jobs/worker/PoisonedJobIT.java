// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.testing.DatabaseLine;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that no worker can do ends, and the jobs behind it are done. */
@Timeout(60)
final class PoisonedJobIT {

  private static final JobSubmission POISON =
      JobSubmission.of("w", JobKind.INGEST, "{\"poison\": true}").withPriority(9);

  @TempDir private Path scratch;

  @Test
  void aJobThatAlwaysThrowsFailsWithItsAttempts() {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      UUID poison = workers.queue().submit(POISON);
      List<UUID> behind = Stream.generate(workers::submit).limit(5).toList();

      workers.start(
          job -> {
            if (poisoned(job)) {
              throw new StackOverflowError("attempt " + job.attempt());
            }
            return new JobResult(Map.of(), () -> {});
          });

      await().atMost(PATIENCE).until(() -> workers.state(poison) == JobState.FAILED);
      assertThat(workers.attempts(poison))
          .extracting(JobAttempt::errorJson)
          .satisfiesExactly(
              first -> assertThat(first).contains("Attempt 1"),
              second -> assertThat(second).contains("Attempt 2"),
              third -> assertThat(third).contains("Attempt 3"));
      assertThat(behind).allMatch(id -> workers.state(id) == JobState.SUCCEEDED);
    }
  }

  @Test
  void aJobThatTakesItsWorkersWithItFailsWithTheirNames() {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      UUID poison = workers.queue().submit(POISON.withMaxAttempts(2));
      List<UUID> behind = Stream.generate(workers::submit).limit(5).toList();

      List<DatabaseLine> lines = Stream.generate(workers::line).limit(3).toList();
      for (DatabaseLine line : lines) {
        workers.start("worker " + lines.indexOf(line), line, job -> loseIfPoisoned(job, line));
      }

      await().atMost(PATIENCE).until(() -> workers.state(poison) == JobState.FAILED);
      assertThat(workers.attempts(poison))
          .allMatch(attempt -> attempt.outcome() == AttemptOutcome.EXPIRED)
          .extracting(JobAttempt::worker)
          .hasSize(2)
          .doesNotHaveDuplicates();
      await()
          .atMost(PATIENCE)
          .until(() -> behind.stream().allMatch(id -> workers.state(id) == JobState.SUCCEEDED));
      // Spares the workers that are cut off waiting for answers when they stop.
      lines.forEach(DatabaseLine::mend);
    }
  }

  /** For the others a worker that is cut off for ever is as good as dead. */
  private static JobResult loseIfPoisoned(JobContext job, DatabaseLine line)
      throws InterruptedException {
    if (poisoned(job)) {
      line.cut();
      while (true) {
        job.checkStop();
        Thread.sleep(20);
      }
    }
    return new JobResult(Map.of(), () -> {});
  }

  private static boolean poisoned(JobContext job) {
    return job.request(Map.class).containsKey("poison");
  }
}
