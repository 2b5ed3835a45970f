// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.WorkerOffer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a process works on jobs.
 *
 * @param name this worker in logs and in {@code job.attempts}; the host and process by default
 * @param lease how long a job is held without a heartbeat
 * @param poll how long to wait for a notification before looking for jobs anyway
 * @param sweep how often expired leases are looked for
 * @param grace how long jobs may take to hand themselves back at shutdown
 * @param slots how many jobs of a kind run at once, by the kind's name; 1 where it is silent
 * @param caps how many jobs of a kind a workspace may have running at once, all workers together,
 *     by the kind's name; as many as there are slots where it is silent. All workers of a kind
 *     should agree on it
 * @param workspaceCaps other caps for some workspaces, by the workspace's and then the kind's name
 * @param gpus how many jobs that need a GPU run at once, of all kinds together; by default 1 where
 *     there is a GPU and else 0
 * @param memory how much memory there is for what jobs need, of all kinds together; the machine's
 *     or the container's by default
 * @param scratchDirectory where running jobs keep temporary files; the system's by default. Not one
 *     that machines share unless file locks hold between them: what no living process has locked is
 *     removed
 */
@ConfigurationProperties("contextile.worker")
public record WorkerProperties(
    @Nullable String name,
    @DefaultValue("60s") Duration lease,
    @DefaultValue("5s") Duration poll,
    @DefaultValue("5s") Duration sweep,
    @DefaultValue("30s") Duration grace,
    @DefaultValue Map<String, Integer> slots,
    @DefaultValue Map<String, Integer> caps,
    @DefaultValue Map<String, Map<String, Integer>> workspaceCaps,
    @Nullable Integer gpus,
    @Nullable DataSize memory,
    @Nullable Path scratchDirectory) {

  public WorkerProperties {
    slots = Map.copyOf(slots);
    caps = Map.copyOf(caps);
    workspaceCaps = Map.copyOf(workspaceCaps);
    if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("contextile.worker.lease is at least 1s, not " + lease);
    }
  }

  int slotsOf(String kind) {
    return slots.getOrDefault(kind, 1);
  }

  /** The caps of a kind, whatever the worker has. */
  ClaimTerms termsOf(String kind) {
    Map<String, Integer> others = new HashMap<>();
    workspaceCaps.forEach(
        (workspace, byKind) -> {
          Integer cap = byKind.get(kind);
          if (cap != null) {
            others.put(workspace, cap);
          }
        });
    return new ClaimTerms(
        caps.getOrDefault(kind, Integer.MAX_VALUE), others, WorkerOffer.EVERYTHING);
  }

  WorkerOffer offer() {
    return WorkerOffers.of(gpus, memory);
  }
}
