// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

/** What a job is meant to go through. */
enum Plan {
  /** Takes a moment and succeeds. */
  SHORT(true),
  /** Takes seconds, saves checkpoints, and succeeds. */
  LONG(true),
  /** Fails in its first attempt with something worth repeating. */
  FAILS_ONCE(true),
  /** As {@link #LONG}; the harness cancels it once and then retries it. */
  CANCELLED_ONCE(true),
  /** Kills the worker that works on it. */
  POISONED(false),
  /** Waits for a poisoned job, and so never runs. */
  AFTER_POISONED(false);

  private final boolean succeeds;

  Plan(boolean succeeds) {
    this.succeeds = succeeds;
  }

  /** Whether it must end in {@code SUCCEEDED}, else in {@code FAILED}. */
  boolean succeeds() {
    return succeeds;
  }

  boolean takesSeconds() {
    return this == LONG || this == CANCELLED_ONCE;
  }
}
