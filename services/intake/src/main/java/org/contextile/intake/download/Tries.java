// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.download;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.contextile.api.problem.ProblemException;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Tries of a job's requests to a server: counts failures in a row, pauses longer after each, and
 * gives up after the last. A job that is stopped does not wait for the end of a pause.
 */
public final class Tries {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long TICK_MILLIS = 100;
  private static final long PROGRESS_BYTES = 1 << 20;

  private final ExponentialBackOff pauses;
  private final Consumer<String> log;
  private final Runnable checkStop;
  private final Function<String, ProblemException> givenUp;
  private BackOffExecution present;

  /**
   * @param attempts how often a request is tried that brings nothing
   * @param first the pause after the first failure, give or take half of it; it doubles with each
   * @param checkStop stops a pause by an exception of its own
   * @param givenUp of the reason in words
   */
  public Tries(
      int attempts,
      Duration first,
      Consumer<String> log,
      Runnable checkStop,
      Function<String, ProblemException> givenUp) {
    pauses = new ExponentialBackOff(first.toMillis(), 2);
    pauses.setJitter(first.toMillis() / 2);
    pauses.setMaxInterval(Math.max(first.toMillis(), LONGEST.toMillis()));
    pauses.setMaxAttempts(attempts - 1L);
    this.log = log;
    this.checkStop = checkStop;
    this.givenUp = givenUp;
    present = pauses.start();
  }

  /**
   * Notes what came before a failure. A mebibyte or more is progress, and the count begins anew.
   */
  public void came(long bytes) {
    if (bytes >= PROGRESS_BYTES) {
      present = pauses.start();
    }
  }

  /**
   * Waits before the next try.
   *
   * @param why in words
   * @param atLeast how long, if the server has asked for that
   * @throws ProblemException after the last try
   */
  public void failed(String why, Duration atLeast) throws InterruptedIOException {
    long own = present.nextBackOff();
    if (own == BackOffExecution.STOP) {
      throw givenUp.apply(why);
    }
    long pause = Math.max(own, atLeast.toMillis());
    log.accept("%s; next try in %.1f s".formatted(why, pause / 1000.0));
    pause(pause);
  }

  private void pause(long millis) throws InterruptedIOException {
    try {
      for (long left = millis; left > 0; left -= TICK_MILLIS) {
        checkStop.run();
        Thread.sleep(Math.min(left, TICK_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
