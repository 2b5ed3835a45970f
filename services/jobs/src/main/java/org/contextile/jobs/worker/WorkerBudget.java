// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobClaim;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.WorkerOffer;
import org.jspecify.annotations.Nullable;

/**
 * What a process has for its jobs, less what the running ones need, of all kinds together.
 *
 * <p>Kinds whose next job finds too little free form a line. For the first in it room is reserved:
 * jobs that begin after it joined fit beside it into what the process has, so that it waits only
 * for those that ran before.
 */
final class WorkerBudget {

  /** Asks for jobs that fit together into what is free. */
  @FunctionalInterface
  interface Claiming {
    JobClaim within(WorkerOffer free);
  }

  private final WorkerOffer offer;
  private final Runnable moreIsFree;

  /** Held while jobs are asked for, so that no two claims count on the same memory. */
  private final ReentrantLock claiming = new ReentrantLock(true);

  private final Map<JobLease, JobNeeds> running = new HashMap<>();

  /** What the next job of each kind that waits needs, in the order in which they joined. */
  private final Map<JobKind, JobNeeds> line = new LinkedHashMap<>();

  private final Set<JobLease> runningBeforeFirst = new HashSet<>();

  /**
   * @param moreIsFree called when a kind that waits may find more than before
   */
  WorkerBudget(WorkerOffer offer, Runnable moreIsFree) {
    this.offer = offer;
    this.moreIsFree = moreIsFree;
  }

  /**
   * Claims jobs of a kind. What they need is held until {@link #giveBack}.
   *
   * @throws InterruptedException while another kind was claiming
   */
  List<ClaimedJob> claim(JobKind kind, Claiming jobs) throws InterruptedException {
    claiming.lockInterruptibly();
    try {
      JobClaim claim = jobs.within(freeFor(kind));
      if (hold(kind, claim)) {
        moreIsFree.run();
      }
      return claim.jobs();
    } finally {
      claiming.unlock();
    }
  }

  void giveBack(ClaimedJob job) {
    if (ended(job)) {
      moreIsFree.run();
    }
  }

  private synchronized WorkerOffer freeFor(JobKind kind) {
    WorkerOffer free = beside(offer, running.values());
    @Nullable JobKind first = first();
    @Nullable JobNeeds reserved = first == null || first == kind ? null : line.get(first);
    if (reserved == null) {
      return free;
    }
    Map<JobLease, JobNeeds> later = new HashMap<>(running);
    later.keySet().removeAll(runningBeforeFirst);
    return free.atMost(beside(offer.without(reserved), later.values()));
  }

  private static WorkerOffer beside(WorkerOffer offer, Collection<JobNeeds> needs) {
    WorkerOffer left = offer;
    for (JobNeeds each : needs) {
      left = left.without(each);
    }
    return left;
  }

  /** Says whether the reservation passed from one kind to another. */
  private synchronized boolean hold(JobKind kind, JobClaim claim) {
    @Nullable JobKind before = first();
    claim.jobs().forEach(job -> running.put(job.lease(), job.needs()));
    if (!claim.jobs().isEmpty() || claim.waiting().isEmpty()) {
      line.remove(kind);
    }
    // A kind that was waiting already keeps its place in the line.
    claim.waiting().ifPresent(needs -> line.put(kind, needs));
    @Nullable JobKind now = first();
    if (now == null || now == before) {
      return false;
    }
    runningBeforeFirst.clear();
    runningBeforeFirst.addAll(running.keySet());
    return before != null;
  }

  private @Nullable JobKind first() {
    return line.isEmpty() ? null : line.keySet().iterator().next();
  }

  private synchronized boolean ended(ClaimedJob job) {
    running.remove(job.lease());
    runningBeforeFirst.remove(job.lease());
    return !line.isEmpty();
  }
}
