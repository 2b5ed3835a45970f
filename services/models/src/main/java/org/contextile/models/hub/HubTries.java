// SPDX-License-Identifier: Apache-2.0
package org.contextile.models.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.contextile.intake.download.NoAnswer;
import org.contextile.intake.download.Tries;
import org.jspecify.annotations.Nullable;

/** Tries of requests to the Hub, which may ask for patience. */
final class HubTries {
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  private final Tries tries;

  HubTries(HubProperties properties, HubProblems problems, HubProgress progress) {
    tries =
        new Tries(
            properties.attempts(),
            properties.backoff(),
            progress::log,
            progress::checkStop,
            problems::unreachable);
  }

  /** See {@link Tries#came}. */
  void came(long bytes) {
    tries.came(bytes);
  }

  /**
   * Waits before the next try.
   *
   * @throws org.contextile.api.problem.ProblemException {@code hub-unreachable} after the last
   */
  void failed(IOException cause) throws InterruptedIOException {
    tries.failed(NoAnswer.words(cause), asked(cause));
  }

  private static Duration asked(IOException cause) {
    @Nullable Duration asked = cause instanceof HubBusyException busy ? busy.retryAfter() : null;
    if (asked == null) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
  }
}
