// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a process works on jobs.
 *
 * @param name this worker in logs and in {@code job.attempts}; the host and process by default
 * @param lease how long a job is held without a heartbeat
 * @param poll how long to wait for a notification before looking for jobs anyway
 * @param sweep how often expired leases are looked for
 * @param grace how long jobs may take to hand themselves back at shutdown
 * @param slots how many jobs of a kind run at once, by the kind's name; 1 where it is silent
 * @param scratchDirectory where running jobs keep temporary files; the system's by default
 */
@ConfigurationProperties("contextile.worker")
public record WorkerProperties(
    @Nullable String name,
    @DefaultValue("60s") Duration lease,
    @DefaultValue("5s") Duration poll,
    @DefaultValue("5s") Duration sweep,
    @DefaultValue("30s") Duration grace,
    @DefaultValue Map<String, Integer> slots,
    @Nullable Path scratchDirectory) {

  public WorkerProperties {
    slots = Map.copyOf(slots);
    if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("contextile.worker.lease is at least 1s, not " + lease);
    }
  }

  int slotsOf(String kind) {
    return slots.getOrDefault(kind, 1);
  }
}
