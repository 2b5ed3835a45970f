// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Calamities without end, the same for the same seed. Every kind comes once before any comes again,
 * so that also a short run meets them all.
 */
final class CalamitySequence {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(2);
  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(6);
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(1);
  private static final Duration WELL_BEYOND_LEASE = Duration.ofSeconds(4);
  private static final int ONE_LONG_IN = 6;

  private final Random random;
  private final int workers;
  private final Duration lease;
  private final Duration longest;
  private final Deque<CalamityKind> round = new ArrayDeque<>();

  /**
   * @param longest how long one in six of the freezes and cuts may last; others end within seconds
   */
  CalamitySequence(long seed, int workers, Duration lease, Duration longest) {
    this.random = new Random(seed);
    this.workers = workers;
    this.lease = lease;
    this.longest = longest;
  }

  Calamity next() {
    if (round.isEmpty()) {
      List<CalamityKind> kinds = new ArrayList<>(List.of(CalamityKind.values()));
      Collections.shuffle(kinds, random);
      round.addAll(kinds);
    }
    CalamityKind kind = round.removeFirst();
    return new Calamity(
        kind, between(SHORTEST_PAUSE, LONGEST_PAUSE), random.nextInt(workers), length(kind));
  }

  private Duration length(CalamityKind kind) {
    return switch (kind) {
      case FREEZE_WORKER, CUT_LINE -> beyondLease();
      case CRASH_SERVER, FREEZE_SERVER -> between(SHORTEST_OUTAGE, LONGEST_OUTAGE);
      case KILL_WORKER, TERMINATE_WORKER, DROP_CONNECTIONS, TERMINATE_BACKENDS -> Duration.ZERO;
    };
  }

  private Duration beyondLease() {
    boolean far = random.nextInt(ONE_LONG_IN) == 0;
    Duration most = lease.plus(WELL_BEYOND_LEASE);
    return between(lease.plus(BEYOND_LEASE), far && longest.compareTo(most) > 0 ? longest : most);
  }

  private Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }
}
