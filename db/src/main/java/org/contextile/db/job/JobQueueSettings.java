// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Map;

/**
 * Settings of the queue.
 *
 * @param backoff waits between attempts
 * @param retainedProgressEvents progress events retained per job
 * @param retainedMetricEvents metric events retained per job and name of the metric, at least 20
 * @param retainedLogEvents log events retained per job
 * @param needs what a job needs whose submission does not say, by its kind; nothing where silent
 */
public record JobQueueSettings(
    Backoff backoff,
    int retainedProgressEvents,
    int retainedMetricEvents,
    int retainedLogEvents,
    Map<JobKind, JobNeeds> needs) {
  public static final JobQueueSettings DEFAULT =
      new JobQueueSettings(Backoff.DEFAULT, 100, 1000, 1000, Map.of());

  public JobQueueSettings {
    if (retainedProgressEvents < 1 || retainedLogEvents < 1) {
      throw new IllegalArgumentException("At least one event of each type is retained");
    }
    if (retainedMetricEvents < 20) {
      throw new IllegalArgumentException("20 points are the fewest that can show a curve");
    }
    needs = Map.copyOf(needs);
  }

  public JobQueueSettings withNeeds(Map<JobKind, JobNeeds> value) {
    return new JobQueueSettings(
        backoff, retainedProgressEvents, retainedMetricEvents, retainedLogEvents, value);
  }
}
