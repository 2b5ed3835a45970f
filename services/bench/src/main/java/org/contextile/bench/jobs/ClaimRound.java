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
 * Jobs without work, queued beforehand, that several threads claim and finish one by one.
 *
 * @param perSecond jobs claimed and succeeded a second, all threads together
 * @param claimNanos how long each claim took
 * @param lost jobs that did not run, or did not end as {@code SUCCEEDED}
 * @param doubled jobs that ran more than once
 */
record ClaimRound(double perSecond, List<Long> claimNanos, long lost, long doubled) {
  static final JobKind KIND = JobKind.CLASSIFICATION;
  static final Duration LEASE = Duration.ofMinutes(1);
  private static final int BATCH = 500;

  static ClaimRound run(BenchDatabase database, int jobs, int threads) throws Exception {
    JdbcTransactionManager transactions = new JdbcTransactionManager(database.pool());
    JobQueue queue = new JobQueue(database.jdbc(), transactions, JobQueueSettings.DEFAULT);
    Set<UUID> submitted = submit(queue, new TransactionTemplate(transactions), jobs);
    database.settle();

    List<Run> runs = new ArrayList<>(jobs);
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      Callable<List<Run>> worker = () -> work(queue);
      for (Future<List<Run>> done : workers.invokeAll(Collections.nCopies(threads, worker))) {
        runs.addAll(done.get());
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;

    Map<UUID, Integer> counts = new HashMap<>();
    runs.forEach(run -> counts.merge(run.job(), 1, Integer::sum));
    long unfinished = database.number("SELECT count(*) FROM job WHERE finished_at IS NULL");
    long missed = submitted.stream().filter(id -> !counts.containsKey(id)).count();
    return new ClaimRound(
        runs.size() / seconds,
        runs.stream().map(Run::claimNanos).toList(),
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

  private static List<Run> work(JobQueue queue) {
    String worker = Thread.currentThread().getName();
    List<Run> runs = new ArrayList<>();
    while (true) {
      long before = System.nanoTime();
      Optional<ClaimedJob> job = queue.claim(worker, Set.of(KIND), LEASE);
      long took = System.nanoTime() - before;
      if (job.isEmpty()) {
        return runs;
      }
      queue.succeed(job.get().lease(), () -> "{}");
      runs.add(new Run(job.get().lease().jobId(), took));
    }
  }

  private record Run(UUID job, long claimNanos) {}
}
