// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobQueue;

/**
 * The jobs that a worker has claimed and not begun. One thread claims while the others work, as in
 * a worker of ours and in db-scheduler.
 */
final class Intake implements Runnable {
  private final JobQueue queue;
  private final int refillBelow;
  private final int fetchUpTo;
  private final Deque<ClaimedJob> atHand = new ArrayDeque<>();
  private final List<Long> claimNanos = new ArrayList<>();
  private boolean over;

  Intake(JobQueue queue, int threads) {
    this.queue = queue;
    this.refillBelow = (int) (ClaimRound.REFILL_BELOW * threads);
    this.fetchUpTo = (int) (ClaimRound.FETCH_UP_TO * threads);
  }

  /** Claims until there are no more jobs. */
  @Override
  public void run() {
    try {
      int room = awaitRoom();
      while (room > 0) {
        long before = System.nanoTime();
        List<ClaimedJob> claimed =
            queue.claim("bench", ClaimRound.KIND, ClaimRound.LEASE, room, ClaimTerms.ANY);
        claimNanos.add(System.nanoTime() - before);
        room = claimed.isEmpty() ? 0 : add(claimed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** The next job; empty when there are no more. */
  synchronized Optional<ClaimedJob> next() throws InterruptedException {
    while (atHand.isEmpty() && !over) {
      wait();
    }
    ClaimedJob job = atHand.poll();
    if (atHand.size() == refillBelow - 1) {
      notifyAll();
    }
    return Optional.ofNullable(job);
  }

  /** How long each claim took; to be asked when all is over. */
  List<Long> claimNanos() {
    return List.copyOf(claimNanos);
  }

  private synchronized int add(List<ClaimedJob> claimed) throws InterruptedException {
    atHand.addAll(claimed);
    notifyAll();
    return awaitRoom();
  }

  private synchronized int awaitRoom() throws InterruptedException {
    while (atHand.size() >= refillBelow) {
      wait();
    }
    return fetchUpTo - atHand.size();
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }
}
