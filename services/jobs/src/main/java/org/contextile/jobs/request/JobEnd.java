// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.contextile.db.job.WorkspaceEvent;
import org.contextile.jobs.event.EventFollower;
import org.contextile.jobs.event.JobEventMapping;

/** Waits for a job's end, and no longer than a time; it takes neither a thread nor a query. */
final class JobEnd implements EventFollower {
  private final UUID job;
  private final JobEventMapping mapping;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  JobEnd(UUID job, JobEventMapping mapping) {
    this.job = job;
    this.mapping = mapping;
  }

  @Override
  public void offer(WorkspaceEvent event, long resume) {
    if (event.event().jobId().equals(job) && mapping.isEnd(event.event())) {
      over.complete(null);
    }
  }

  @Override
  public void stop() {
    over.complete(null);
  }

  /** Runs the action once, when the job has ended, the process ends or the time is over. */
  void then(Runnable action, Duration longest) {
    var _ = over.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS).thenRun(action);
  }
}
