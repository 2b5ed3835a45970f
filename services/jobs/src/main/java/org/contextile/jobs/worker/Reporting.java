// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.contextile.db.TransientFailures;
import org.contextile.db.job.JobEventType;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.NewJobEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the queue what a job reports. While the database is away the job works on: of its progress
 * the latest is told afterwards, of its events all that were held back, in their order. An event
 * whose telling broke half-way may be told twice.
 */
final class Reporting {

  /** How many events wait at most; the oldest lines of the log make room first. */
  static final int RETAINED = 1000;

  private static final Logger log = LoggerFactory.getLogger(Reporting.class);
  private static final long PROGRESS_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SHORTEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final JobQueue queue;
  private final JobLease lease;
  private final List<NewJobEvent> events = new ArrayList<>();
  private JobProgress progress = new JobProgress("starting", 0, 0, "");
  private boolean progressed;
  private long toldAt = System.nanoTime() - PROGRESS_INTERVAL_NANOS;
  private boolean failing;
  private long notBefore;

  Reporting(JobQueue queue, JobLease lease) {
    this.queue = queue;
    this.lease = lease;
  }

  synchronized void phase(String phase, long total, String unit) {
    progress = new JobProgress(phase, 0, total, unit);
    progressed = true;
    tell(this::flush);
  }

  synchronized void progress(long completed) {
    progress = new JobProgress(progress.phase(), completed, progress.total(), progress.unit());
    progressed = true;
    if (System.nanoTime() - toldAt >= PROGRESS_INTERVAL_NANOS || completed == progress.total()) {
      tell(this::flush);
    }
  }

  synchronized void event(NewJobEvent event) {
    if (events.size() == RETAINED) {
      makeRoom();
    }
    events.add(event);
    tell(this::flushEvents);
  }

  /** Tells all that waits. */
  synchronized void flush() {
    if (progressed) {
      queue.progress(lease, progress);
      toldAt = System.nanoTime();
      progressed = false;
    }
    flushEvents();
  }

  private void flushEvents() {
    if (events.isEmpty()) {
      return;
    }
    List<NewJobEvent> batch = List.copyOf(events);
    try {
      queue.append(lease, batch);
    } catch (RuntimeException e) {
      if (!TransientFailures.isTransient(e)) {
        // They would keep back all later ones for ever.
        events.clear();
      }
      throw e;
    }
    events.clear();
  }

  private void tell(Runnable telling) {
    long begun = System.nanoTime();
    if (failing && begun - notBefore < 0) {
      return;
    }
    try {
      telling.run();
      failing = false;
    } catch (RuntimeException e) {
      if (!TransientFailures.isTransient(e)) {
        throw e;
      }
      if (!failing) {
        log.warn("Reports of job {} wait for the database: {}", lease.jobId(), e.toString());
      }
      failing = true;
      // The job is to lose at most half its time to a database that answers slowly or never.
      long now = System.nanoTime();
      notBefore = now + Math.max(SHORTEST_PAUSE_NANOS, now - begun);
    }
  }

  private void makeRoom() {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).type() == JobEventType.LOG) {
        events.remove(i);
        return;
      }
    }
    events.removeFirst();
  }
}
