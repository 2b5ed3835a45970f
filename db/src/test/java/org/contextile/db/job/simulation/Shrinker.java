// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks for few operations that still fail (delta debugging): drops chunks of them, ever smaller
 * ones, as long as something goes wrong without them.
 */
final class Shrinker {
  /** A replay on a database takes a second. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Supplier<? extends SimulatedQueue> queues;
  private final long deadline = System.nanoTime() + LONGEST.toNanos();

  Shrinker(Supplier<? extends SimulatedQueue> queues) {
    this.queues = queues;
  }

  /** The smallest failure found; empty when not even all of the operations fail again. */
  Optional<Replay.Failure> shrink(List<Recorded> operations) {
    List<Recorded> kept = new ArrayList<>(operations);
    Optional<Replay.Failure> failure = Replay.failure(kept, queues.get());
    if (failure.isEmpty()) {
      return failure;
    }
    boolean smaller = true;
    while (smaller && inTime()) {
      int before = kept.size();
      for (int chunk = Math.max(1, kept.size() / 2); chunk > 0; chunk /= 2) {
        for (int end = kept.size(); end > 0 && inTime(); end -= chunk) {
          List<Recorded> fewer = without(kept, Math.max(0, end - chunk), end);
          Optional<Replay.Failure> still = Replay.failure(fewer, queues.get());
          if (still.isPresent()) {
            kept = fewer;
            failure = still;
          }
        }
      }
      smaller = kept.size() < before;
    }
    return failure;
  }

  private boolean inTime() {
    return System.nanoTime() < deadline;
  }

  private static List<Recorded> without(List<Recorded> all, int from, int to) {
    List<Recorded> rest = new ArrayList<>(all.subList(0, from));
    rest.addAll(all.subList(to, all.size()));
    return rest;
  }
}
