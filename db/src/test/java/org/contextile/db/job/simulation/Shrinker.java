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
    List<Recorded> remaining = new ArrayList<>(operations);
    Optional<Replay.Failure> failure = Replay.failure(remaining, queues.get());
    if (failure.isEmpty()) {
      return failure;
    }
    boolean smaller = true;
    while (smaller && inTime()) {
      int before = remaining.size();
      for (int chunk = Math.max(1, remaining.size() / 2); chunk > 0; chunk /= 2) {
        for (int end = remaining.size(); end > 0 && inTime(); end -= chunk) {
          List<Recorded> fewer = without(remaining, Math.max(0, end - chunk), end);
          Optional<Replay.Failure> still = Replay.failure(fewer, queues.get());
          if (still.isPresent()) {
            remaining = fewer;
            failure = still;
          }
        }
      }
      smaller = remaining.size() < before;
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
