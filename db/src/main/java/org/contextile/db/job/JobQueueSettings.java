// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/**
 * Settings of the queue.
 *
 * @param backoff waits between attempts
 * @param keptProgressEvents progress events kept a job
 * @param keptLogEvents log events kept a job
 */
public record JobQueueSettings(Backoff backoff, int keptProgressEvents, int keptLogEvents) {
  public static final JobQueueSettings DEFAULT = new JobQueueSettings(Backoff.DEFAULT, 100, 1000);

  public JobQueueSettings {
    if (keptProgressEvents < 1 || keptLogEvents < 1) {
      throw new IllegalArgumentException("At least one event of each type is kept");
    }
  }
}
