// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.bucket;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.contextile.platform.job.JobContext;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** Tries requests of a job anew, after longer and longer pauses, and gives up after the last. */
final class BucketTries {
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long TICK_MILLIS = 100;

  private final JobContext job;
  private final BucketProblems problems;
  private final int attempts;
  private final BackoffStrategy backoff;
  private int failures;

  BucketTries(JobContext job, S3Properties properties, BucketProblems problems) {
    this.job = job;
    this.problems = problems;
    this.attempts = properties.attempts();
    Duration first = properties.backoff();
    this.backoff =
        BackoffStrategy.exponentialDelayHalfJitter(
            first, first.compareTo(LONGEST) > 0 ? first : LONGEST);
  }

  /**
   * What a request brings.
   *
   * @throws org.contextile.platform.problem.ProblemException if it is refused, or fails too often
   */
  <T> T ask(Supplier<T> request) throws InterruptedIOException {
    while (true) {
      job.checkStop();
      try {
        return request.get();
      } catch (SdkException e) {
        failed(problems.passing(e));
      }
    }
  }

  /** Something came: the count begins anew. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits before the next try.
   *
   * @throws org.contextile.platform.problem.ProblemException {@code bucket-unreachable} after the
   *     last
   */
  void failed(String why) throws InterruptedIOException {
    failures++;
    if (failures >= attempts) {
      throw problems.unreachable(why);
    }
    // It counts the first try, before which there is no pause.
    Duration pause = backoff.computeDelay(failures + 1);
    job.log("%s; next try in %.1f s".formatted(why, pause.toMillis() / 1000.0));
    try {
      for (long left = pause.toMillis(); left > 0; left -= TICK_MILLIS) {
        job.checkStop();
        Thread.sleep(Math.min(left, TICK_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
