// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobQueue;

/** The jobs that a worker has claimed and not begun. One thread claims while others go on. */
final class Intake {
  private final JobQueue queue;
  private final int refillBelow;
  private final int fetchUpTo;
  private final ReentrantLock claiming = new ReentrantLock();
  private final Deque<ClaimedJob> atHand = new ArrayDeque<>();
  private final List<Long> claimNanos = new ArrayList<>();

  Intake(JobQueue queue, int threads) {
    this.queue = queue;
    this.refillBelow = (int) (ClaimRound.REFILL_BELOW * threads);
    this.fetchUpTo = (int) (ClaimRound.FETCH_UP_TO * threads);
  }

  /** Empty when there are no more jobs. */
  Optional<ClaimedJob> next() {
    if (size() < refillBelow && claiming.tryLock()) {
      refill();
    }
    Optional<ClaimedJob> job = take();
    if (job.isEmpty()) {
      // Whoever claims now may find the last jobs.
      claiming.lock();
      refill();
      job = take();
    }
    return job;
  }

  List<Long> claimNanos() {
    return List.copyOf(claimNanos);
  }

  private void refill() {
    try {
      int room = fetchUpTo - size();
      if (room > 0) {
        long before = System.nanoTime();
        List<ClaimedJob> claimed =
            queue.claim("bench", ClaimRound.KIND, ClaimRound.LEASE, room, ClaimTerms.ANY);
        claimNanos.add(System.nanoTime() - before);
        add(claimed);
      }
    } finally {
      claiming.unlock();
    }
  }

  private synchronized int size() {
    return atHand.size();
  }

  private synchronized void add(List<ClaimedJob> claimed) {
    atHand.addAll(claimed);
  }

  private synchronized Optional<ClaimedJob> take() {
    return Optional.ofNullable(atHand.poll());
  }
}
