// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Map;

/**
 * Settings of the queue.
 *
 * @param backoff waits between attempts
 * @param keptProgressEvents progress events kept a job
 * @param keptLogEvents log events kept a job
 * @param needs what a job needs whose submission does not say, by its kind; nothing where silent
 */
public record JobQueueSettings(
    Backoff backoff, int keptProgressEvents, int keptLogEvents, Map<JobKind, JobNeeds> needs) {
  public static final JobQueueSettings DEFAULT =
      new JobQueueSettings(Backoff.DEFAULT, 100, 1000, Map.of());

  public JobQueueSettings {
    if (keptProgressEvents < 1 || keptLogEvents < 1) {
      throw new IllegalArgumentException("At least one event of each type is kept");
    }
    needs = Map.copyOf(needs);
  }

  public JobQueueSettings withNeeds(Map<JobKind, JobNeeds> value) {
    return new JobQueueSettings(backoff, keptProgressEvents, keptLogEvents, value);
  }
}
