// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import org.contextile.db.job.JobState;

/**
 * What the queue acknowledged, and the ends that were seen. An end that was seen must stay, unless
 * the harness itself retries the job or one that it waits for.
 */
final class Ledger {
  private final ConcurrentLinkedQueue<Promised> promised = new ConcurrentLinkedQueue<>();
  private final ConcurrentMap<UUID, Promised> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<UUID, JobState> ended = new ConcurrentHashMap<>();
  private final Set<UUID> toBeRetried = ConcurrentHashMap.newKeySet();

  void add(Promised job) {
    if (job.plan() == Plan.CANCELLED_ONCE) {
      toBeRetried.add(job.id());
    }
    open.put(job.id(), job);
    promised.add(job);
  }

  /** Every acknowledged job, in the order of submission. */
  List<Promised> all() {
    return List.copyOf(promised);
  }

  int size() {
    return promised.size();
  }

  /** Jobs whose last end was not seen yet, in the order of submission. */
  List<Promised> open() {
    return open.values().stream()
        .sorted((a, b) -> Integer.compare(a.number(), b.number()))
        .toList();
  }

  /** To be told when the harness will not retry the job any more. */
  void retried(UUID id) {
    toBeRetried.remove(id);
  }

  /** Takes note of a job's state. */
  void saw(Promised job, JobState state) {
    if (state == JobState.SUCCEEDED || (state.terminal() && !mayBeRetried(job))) {
      ended.put(job.id(), state);
      open.remove(job.id());
    }
  }

  private boolean mayBeRetried(Promised job) {
    return toBeRetried.contains(job.id()) || job.dependsOn().stream().anyMatch(open::containsKey);
  }

  /** The ends that were seen and must stay. */
  Map<UUID, JobState> ended() {
    return Map.copyOf(ended);
  }
}
