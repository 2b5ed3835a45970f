// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;

/** Cancels jobs and retries them, as a user would who changes their mind. */
record Cancellations(ChaosDatabase database, Ledger ledger) {
  private static final long BEFORE_CANCEL_MS = 700;
  private static final long BEFORE_LOOK_MS = 300;

  /**
   * Cancels a job while it waits or runs, waits for its end, and retries it unless it succeeded.
   */
  void cancelAndRetry(Promised job) throws InterruptedException {
    Thread.sleep(BEFORE_CANCEL_MS);
    database.insist(() -> database.queue().cancel(ChaosDatabase.WORKSPACE, job.id()));
    JobState ended = awaitEnd(job);
    while (ended != JobState.SUCCEEDED && !retry(job)) {
      Thread.sleep(BEFORE_LOOK_MS);
      ended = awaitEnd(job);
    }
    ledger.retried(job.id());
  }

  private JobState awaitEnd(Promised job) throws InterruptedException {
    while (true) {
      JobState state =
          database.insist(
              () ->
                  database
                      .reader()
                      .find(ChaosDatabase.WORKSPACE, job.id())
                      .map(JobView::state)
                      .orElseThrow());
      if (state.terminal()) {
        return state;
      }
      Thread.sleep(BEFORE_LOOK_MS);
    }
  }

  private boolean retry(Promised job) throws InterruptedException {
    return database.insist(() -> database.queue().retry(ChaosDatabase.WORKSPACE, job.id()))
        instanceof JobControl.Accepted;
  }
}
