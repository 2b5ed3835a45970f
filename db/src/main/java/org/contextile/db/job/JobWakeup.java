// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Optional;
import java.util.UUID;

/** Why a listener is woken. */
public sealed interface JobWakeup {
  /** A job of this kind may be claimed. */
  record Queued(JobKind kind) implements JobWakeup {}

  /** A user cancelled this job, which some worker holds. */
  record Cancelling(UUID job) implements JobWakeup {}

  /** There are new events of some job. Not every event is told. */
  record Reported() implements JobWakeup {}

  /**
   * Listening has begun, or begun again: whatever happened before was not heard, so look for work
   * now.
   */
  record Listening() implements JobWakeup {}

  /**
   * The wake-up that a notification's payload says; empty for one of a later version of the
   * platform.
   */
  static Optional<JobWakeup> parse(String payload) {
    try {
      if (payload.startsWith(JobNotifier.QUEUED)) {
        return Optional.of(new Queued(JobKind.of(payload.substring(JobNotifier.QUEUED.length()))));
      }
      if (payload.equals(JobNotifier.REPORTED)) {
        return Optional.of(new Reported());
      }
      if (payload.startsWith(JobNotifier.CANCELLING)) {
        return Optional.of(
            new Cancelling(UUID.fromString(payload.substring(JobNotifier.CANCELLING.length()))));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
