// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.contextile.db.job.JobLease;

/**
 * A lease as its worker sees it, by a monotonic clock of its own. The worker counts from before it
 * asked for the lease, the database from after, so the worker never believes in it for longer.
 */
final class HeldLease {

  private final JobLease lease;
  private final Duration length;
  private final LongSupplier nanoTime;
  private long askedAt;

  /**
   * @param askedAt nanoseconds of the clock before the job was claimed
   */
  HeldLease(JobLease lease, Duration length, long askedAt, LongSupplier nanoTime) {
    this.lease = lease;
    this.length = length;
    this.askedAt = askedAt;
    this.nanoTime = nanoTime;
  }

  JobLease lease() {
    return lease;
  }

  Duration length() {
    return length;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Notes that the database extended the lease when it was asked at this time of the clock. */
  synchronized void extended(long askedAt) {
    this.askedAt = Math.max(askedAt - this.askedAt, 0) + this.askedAt;
  }

  /** Whether another worker may have the job by now. */
  boolean ranOut() {
    return !lastsFor(Duration.ZERO);
  }

  synchronized boolean lastsFor(Duration wait) {
    return now() - askedAt + wait.toNanos() < length.toNanos();
  }
}
