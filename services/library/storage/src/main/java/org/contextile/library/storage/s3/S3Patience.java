// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage.s3;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** For how long a request is tried anew when the bucket is away: pauses double up to a longest. */
record S3Patience(Duration total) {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  S3Patience {
    if (total.isNegative()) {
      throw new IllegalArgumentException("Patience is not negative: " + total);
    }
  }

  /** As many attempts as the longest pauses, half of each by chance, fit into the patience. */
  RetryStrategy retries() {
    int attempts = 8 + Math.toIntExact(total.toMillis() * 4 / (3 * LONGEST.toMillis()));
    return AwsRetryStrategy.standardRetryStrategy().toBuilder()
        .maxAttempts(total.isZero() ? 1 : attempts)
        .backoffStrategy(pauses())
        .throttlingBackoffStrategy(pauses())
        // It would give up early while many requests wait for the same bucket.
        .circuitBreakerEnabled(false)
        .build();
  }

  /** The pause after some failures of the same transfer that brought nothing between them. */
  Duration pause(int failures) {
    return pauses().computeDelay(failures + 1);
  }

  private static BackoffStrategy pauses() {
    return BackoffStrategy.exponentialDelayHalfJitter(FIRST, LONGEST);
  }
}
