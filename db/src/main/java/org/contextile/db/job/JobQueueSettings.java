// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Map;

/**
 * Settings of the queue.
 *
 * @param backoff waits between attempts
 * @param keptProgressEvents progress events kept per job
 * @param keptMetricEvents metric events kept per job and name of the metric, at least 20
 * @param keptLogEvents log events kept per job
 * @param needs what a job needs whose submission does not say, by its kind; nothing where silent
 */
public record JobQueueSettings(
    Backoff backoff,
    int keptProgressEvents,
    int keptMetricEvents,
    int keptLogEvents,
    Map<JobKind, JobNeeds> needs) {
  public static final JobQueueSettings DEFAULT =
      new JobQueueSettings(Backoff.DEFAULT, 100, 1000, 1000, Map.of());

  public JobQueueSettings {
    if (keptProgressEvents < 1 || keptLogEvents < 1) {
      throw new IllegalArgumentException("At least one event of each type is kept");
    }
    if (keptMetricEvents < 20) {
      throw new IllegalArgumentException("20 points are the fewest that can show a curve");
    }
    needs = Map.copyOf(needs);
  }

  public JobQueueSettings withNeeds(Map<JobKind, JobNeeds> value) {
    return new JobQueueSettings(
        backoff, keptProgressEvents, keptMetricEvents, keptLogEvents, value);
  }
}
