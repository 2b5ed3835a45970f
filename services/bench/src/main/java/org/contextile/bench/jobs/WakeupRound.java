// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobWakeup;
import org.contextile.db.job.JobWakeups;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Single jobs on an idle queue, each claimed by a worker that a notification wakes. The time runs
 * from before the submission, so it holds the submission's and the claim's own commits too.
 */
final class WakeupRound {
  private static final JobKind KIND = JobKind.INGEST;
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final JobQueue queue;
  private final Semaphore wakeups = new Semaphore(0);

  private WakeupRound(JobQueue queue) {
    this.queue = queue;
  }

  /** Nanoseconds from each submission to the end of the claim that got the job. */
  static List<Long> run(BenchDatabase database, int submissions) throws Exception {
    JobQueue queue =
        new JobQueue(
            database.jdbc(), new JdbcTransactionManager(database.pool()), JobQueueSettings.DEFAULT);
    WakeupRound round = new WakeupRound(queue);
    try (ExecutorService worker = Executors.newSingleThreadExecutor();
        JobWakeups _ = JobWakeups.listen(database.pool(), round::hear)) {
      round.wakeups.acquire();
      List<Long> nanos = new ArrayList<>(submissions);
      for (int i = 0; i < submissions; i++) {
        nanos.add(round.once(worker));
      }
      return nanos;
    }
  }

  private void hear(JobWakeup wakeup) {
    switch (wakeup) {
      case JobWakeup.Queued _, JobWakeup.Listening _ -> wakeups.release();
      case JobWakeup.Cancelling _, JobWakeup.Reported _ -> {}
    }
  }

  private long once(ExecutorService worker) throws Exception {
    Future<Claim> claim = worker.submit(this::claim);
    Thread.sleep(PAUSE);
    long start = System.nanoTime();
    queue.submit(JobSubmission.of("bench", KIND, "{}"));
    Claim claimed = claim.get();
    queue.succeed(claimed.job().lease(), "{}");
    return claimed.at() - start;
  }

  /** As a worker does: asleep until a notification comes, and looking now and then without one. */
  private Claim claim() throws InterruptedException {
    while (true) {
      if (!wakeups.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        Progress.say("A wake-up was lost");
      }
      Optional<ClaimedJob> job = queue.claim("bench", KIND, ClaimRound.LEASE);
      if (job.isPresent()) {
        return new Claim(job.get(), System.nanoTime());
      }
    }
  }

  private record Claim(ClaimedJob job, long at) {}
}
