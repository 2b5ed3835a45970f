// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobSubmission;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Jobs without work, queued beforehand, for one worker of several threads that claims ahead, as
 * many jobs as db-scheduler does: up to {@link #FETCH_UP_TO} a thread, as soon as fewer than {@link
 * #REFILL_BELOW} a thread are at hand. A thread goes on when the end of its job is committed.
 *
 * @param perSecond jobs claimed and succeeded per second, all threads together
 * @param claimNanos how long each claim took, of however many jobs
 * @param lost jobs that did not run, or did not end as {@code SUCCEEDED}
 * @param doubled jobs that ran more than once
 */
record ClaimRound(double perSecond, List<Long> claimNanos, long lost, long doubled) {
  static final JobKind KIND = JobKind.CLASSIFICATION;
  static final Duration LEASE = Duration.ofMinutes(1);
  static final double REFILL_BELOW = 1.0;
  static final double FETCH_UP_TO = 4.0;
  private static final int BATCH = 500;

  static ClaimRound run(BenchDatabase database, int jobs, int threads) throws Exception {
    JdbcTransactionManager transactions = new JdbcTransactionManager(database.pool());
    JobQueue queue = new JobQueue(database.jdbc(), transactions, JobQueueSettings.DEFAULT);
    Set<UUID> submitted = submit(queue, new TransactionTemplate(transactions), jobs);
    database.settle();

    Intake intake = new Intake(queue, threads);
    List<UUID> runs = new ArrayList<>(jobs);
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads + 1)) {
      Future<?> claimer = workers.submit(intake);
      Callable<List<UUID>> worker = () -> work(queue, intake);
      for (Future<List<UUID>> done : workers.invokeAll(Collections.nCopies(threads, worker))) {
        runs.addAll(done.get());
      }
      claimer.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;

    Map<UUID, Integer> counts = new HashMap<>();
    runs.forEach(run -> counts.merge(run, 1, Integer::sum));
    long unfinished = database.number("SELECT count(*) FROM job WHERE finished_at IS NULL");
    long missed = submitted.stream().filter(id -> !counts.containsKey(id)).count();
    return new ClaimRound(
        runs.size() / seconds,
        intake.claimNanos(),
        Math.max(missed, unfinished),
        counts.values().stream().filter(count -> count > 1).count());
  }

  private static Set<UUID> submit(JobQueue queue, TransactionTemplate transaction, int jobs) {
    Set<UUID> submitted = new HashSet<>();
    while (submitted.size() < jobs) {
      transaction.executeWithoutResult(
          _ -> {
            for (int i = 0; i < BATCH && submitted.size() < jobs; i++) {
              submitted.add(queue.submit(JobSubmission.of("bench", KIND, "{}")));
            }
          });
    }
    return submitted;
  }

  private static List<UUID> work(JobQueue queue, Intake intake) throws InterruptedException {
    List<UUID> runs = new ArrayList<>();
    Optional<ClaimedJob> job = intake.next();
    while (job.isPresent()) {
      queue.succeed(job.get().lease(), "{}");
      runs.add(job.get().lease().jobId());
      job = intake.next();
    }
    return runs;
  }
}
