// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.time.Duration;
import java.util.UUID;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.platform.job.JobContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Discards what an ingest job stored in vain, its input too, once the job's failure or cancellation
 * is recorded: a crash before then leaves the next attempt all it needs to come to the same end.
 * What is missed here, the store's collector finds later.
 */
@Component
final class Leftovers {
  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final JobReader jobs;

  Leftovers(JobReader jobs) {
    this.jobs = jobs;
  }

  /** Returns at once; looks at the job when its run has ended. */
  void discardUnlessSucceeded(JobContext job, Produced produced) {
    UUID id = job.id();
    String workspace = job.workspace();
    var _ = Thread.ofVirtual().name("leftovers-" + id).start(() -> await(id, workspace, produced));
  }

  private void await(UUID id, String workspace, Produced produced) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      JobState state = state(id, workspace);
      while (underWay(state) && System.nanoTime() < deadline) {
        Thread.sleep(POLL);
        state = state(id, workspace);
      }
      if (state == JobState.FAILED || state == JobState.CANCELLED) {
        produced.discard();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("Job {} may have left artifacts: {}", id, e.toString());
    }
  }

  private JobState state(UUID id, String workspace) {
    return jobs.find(workspace, id).orElseThrow().state();
  }

  private static boolean underWay(JobState state) {
    return state == JobState.RUNNING || state == JobState.CANCELLING;
  }
}
