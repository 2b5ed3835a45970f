// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;

/**
 * Waiting time before a repeated attempt: {@code first}, then twice as long after each failure, up
 * to {@code longest}.
 */
public record Backoff(Duration first, Duration longest) {
  public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  public Backoff {
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("No backoff: %s up to %s".formatted(first, longest));
    }
  }

  /** The wait after so many failures, at least one. */
  public Duration after(int failures) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    Duration wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(longest) < 0 ? wait : longest;
  }
}
