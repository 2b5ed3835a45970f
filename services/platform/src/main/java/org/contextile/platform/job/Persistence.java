// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.contextile.platform.database.TransientFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries writes again that failed for a reason that passes, while the lease is still held. */
final class Persistence {

  /** A write that may be tried several times. */
  @FunctionalInterface
  interface Write<T, X extends Exception> {
    T run() throws X;
  }

  private static final Logger log = LoggerFactory.getLogger(Persistence.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private Persistence() {}

  /**
   * Runs a write until it succeeds. A write whose commit broke may have been committed: the next
   * try then finds its rows, or no lease.
   *
   * @param giveUp ends the trying; the last failure is thrown then, as it is when the lease ends
   */
  static <T, X extends Exception> T persist(
      HeldLease held, BooleanSupplier giveUp, Write<T, X> write) throws X {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return write.run();
      } catch (RuntimeException e) {
        boolean again =
            TransientFailures.isTransient(e)
                && held.lastsFor(pause)
                && !giveUp.getAsBoolean()
                && slept(pause);
        if (!again) {
          throw e;
        }
        log.warn("Job {} writes again after: {}", held.lease().jobId(), e.toString());
      }
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
  }

  private static boolean slept(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
