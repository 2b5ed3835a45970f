// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Many jobs on several schedulers, each with a queue and a pool of its own as if it were another
 * process; some are lost in the middle of their work. After the cluster test of db-scheduler.
 */
@Timeout(180)
@Tag("long")
class JobClusterIT {
  /** However often a job is lost with its worker, it is done in the end. */
  private static final int MANY_ATTEMPTS = 50;

  private static final int JOBS = 10_000;
  private static final int SCHEDULERS = 6;

  /** Of the schedulers; one after the other is lost, and comes back under another name. */
  private static final int LOST_AFTER_BATCHES = 25;

  private static final int BATCH = 20;
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final List<String> WORKSPACES = List.of("lab", "clinic", "school");

  private static final List<JobKind> KINDS = List.of(JobKind.INGEST, JobKind.CLASSIFICATION);

  private final TestDatabase database = TestDatabase.migrated();
  private final AtomicInteger left = new AtomicInteger(JOBS);
  private final AtomicInteger abandoned = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();

  @Test
  void tenThousandJobsOnSchedulersOfWhichSomeAreLostAreDoneOnceEach() throws Exception {
    try (QueueFixture fixture = new QueueFixture(database)) {
      fixture.jdbc.sql("CREATE TABLE effect (job_id uuid NOT NULL)").update();
      submit(fixture);

      long begin = System.nanoTime();
      List<Callable<Void>> schedulers = new ArrayList<>();
      for (int i = 0; i < SCHEDULERS; i++) {
        int number = i;
        schedulers.add(() -> schedule(number));
      }
      try (ExecutorService threads = Executors.newFixedThreadPool(SCHEDULERS)) {
        for (Future<Void> scheduler : threads.invokeAll(schedulers)) {
          scheduler.get();
        }
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      assertThat(fixture.count("job WHERE state = 'SUCCEEDED'")).as("none lost").isEqualTo(JOBS);
      assertThat(fixture.count("effect")).as("none doubled").isEqualTo(JOBS);
      assertThat(fixture.count("(SELECT DISTINCT job_id FROM effect) AS e")).isEqualTo(JOBS);
      assertThat(fixture.count("job_attempt WHERE outcome = 'SUCCEEDED'")).isEqualTo(JOBS);
      assertThat(fixture.count("job_lease")).isZero();
      assertThat(fixture.count("job_waiting")).isZero();
      assertThat(abandoned.get()).as("jobs whose worker was lost").isPositive();
      assertThat(late.get()).as("ends that came too late").isPositive();
      assertThat(fixture.count("job_attempt WHERE outcome = 'EXPIRED'")).isEqualTo(abandoned.get());
      System.out.println(
          JOBS
              + " jobs on "
              + SCHEDULERS
              + " schedulers"
              + ": "
              + "%d ms, %d lost with their worker, %d ends too late"
                  .formatted(took.toMillis(), abandoned.get(), late.get()));
    }
  }

  private static void submit(QueueFixture fixture) {
    for (int i = 0; i < JOBS; i++) {
      fixture.queue.submit(
          JobSubmission.of(WORKSPACES.get(i % WORKSPACES.size()), KINDS.get(i % 2), "{\"a\": 1}")
              .withMaxAttempts(MANY_ATTEMPTS));
    }
  }

  private Void schedule(int number) throws InterruptedException {
    Random random = new Random(number);
    while (left.get() > 0) {
      // Each life of a scheduler has connections of its own.
      try (HikariDataSource pool = database.pool(2)) {
        JobQueue queue =
            new JobQueue(
                JdbcClient.create(pool),
                new JdbcTransactionManager(pool),
                new JobQueueSettings(
                    new Backoff(Duration.ZERO, Duration.ZERO), 3, 20, 2, Map.of()));
        live(queue, JdbcClient.create(pool), random);
      }
    }
    return null;
  }

  /** Until the scheduler is lost, with what it holds; or until nothing is left. */
  private void live(JobQueue queue, JdbcClient jdbc, Random random) throws InterruptedException {
    for (int batch = 1; left.get() > 0; batch++) {
      ClaimTerms terms = new ClaimTerms(3 * BATCH, Map.of("school", BATCH), WorkerOffer.EVERYTHING);
      List<ClaimedJob> jobs =
          queue.claim(
              "scheduler-" + random.nextInt(1000),
              KINDS.get(random.nextInt(2)),
              LEASE,
              BATCH,
              terms);
      if (!jobs.isEmpty() && batch % LOST_AFTER_BATCHES == 0) {
        loseWorker(queue, jdbc, jobs, random);
        return;
      }
      for (ClaimedJob job : jobs) {
        try {
          finish(queue, jdbc, job);
        } catch (LeaseLostException e) {
          // On a busy machine a batch may outlast its lease: another scheduler has the job.
          abandoned.incrementAndGet();
        }
      }
      if (jobs.isEmpty()) {
        queue.sweep();
        Thread.sleep(20);
      }
    }
  }

  /** It never ends what it holds, or wakes up only when others have it. */
  private void loseWorker(JobQueue queue, JdbcClient jdbc, List<ClaimedJob> jobs, Random random)
      throws InterruptedException {
    abandoned.addAndGet(jobs.size());
    if (random.nextBoolean()) {
      Thread.sleep(LEASE.plusMillis(100));
      queue.sweep();
      for (ClaimedJob job : jobs) {
        try {
          finish(queue, jdbc, job);
          throw new AssertionError("The lease had expired: " + job);
        } catch (LeaseLostException e) {
          late.incrementAndGet();
        }
      }
    }
  }

  private void finish(JobQueue queue, JdbcClient jdbc, ClaimedJob job) {
    queue.succeed(
        job.lease(),
        () -> {
          jdbc.sql("INSERT INTO effect VALUES (:id)").param("id", job.lease().jobId()).update();
          return "{}";
        });
    left.decrementAndGet();
  }
}
