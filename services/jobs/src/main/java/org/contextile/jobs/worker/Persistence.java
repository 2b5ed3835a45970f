// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.contextile.db.TransientFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Tries writes again that failed for a reason that passes, while the lease is still held. */
final class Persistence {

  /** A write that may be tried several times. */
  @FunctionalInterface
  interface Write<T, X extends Exception> {
    T run() throws X;
  }

  private static final Logger log = LoggerFactory.getLogger(Persistence.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2000;

  private Persistence() {}

  /**
   * Runs a write until it succeeds. A write whose commit broke may have been committed: the next
   * try then finds its rows, or no lease.
   *
   * @param giveUp ends the trying; the last failure is thrown then, as it is when the lease ends
   */
  static <T, X extends Exception> T persist(
      HeldLease held, BooleanSupplier giveUp, Write<T, X> write) throws X {
    BackOffExecution pauses = pauses().start();
    while (true) {
      try {
        return write.run();
      } catch (RuntimeException e) {
        Duration pause = Duration.ofMillis(pauses.nextBackOff());
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
    }
  }

  private static BackOff pauses() {
    ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MILLIS, 2);
    pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
    return pauses;
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
