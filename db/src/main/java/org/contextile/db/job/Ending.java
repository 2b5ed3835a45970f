// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt is to end.
 *
 * @param late whether the caller holds the lock of the lease, so that its expiry no longer counts
 * @param delay how long the job is not handed out, where it is queued again
 */
record Ending(
    JobAction action,
    JobAttempt.Outcome outcome,
    boolean late,
    @Nullable String resultJson,
    @Nullable String errorJson,
    Duration delay) {

  static Ending success(@Nullable String resultJson, boolean late) {
    return new Ending(
        JobAction.SUCCEED, JobAttempt.Outcome.SUCCEEDED, late, resultJson, null, Duration.ZERO);
  }

  static Ending division() {
    return new Ending(
        JobAction.DIVIDE, JobAttempt.Outcome.DIVIDED, false, null, null, Duration.ZERO);
  }

  static Ending again(JobAttempt.Outcome outcome, String errorJson, Duration delay) {
    return new Ending(JobAction.BACK_OFF, outcome, true, null, errorJson, delay);
  }

  static Ending failure(JobAttempt.Outcome outcome, String errorJson) {
    return new Ending(JobAction.FAIL, outcome, true, null, errorJson, Duration.ZERO);
  }

  static Ending handBack(JobAction action, JobAttempt.Outcome outcome, boolean late) {
    return new Ending(action, outcome, late, null, null, Duration.ZERO);
  }

  /** Whether the attempt counts against the job's attempts. */
  boolean counted() {
    return action == JobAction.BACK_OFF || action == JobAction.FAIL;
  }

  /** The state that follows, unless a user cancelled. */
  JobState next() {
    return JobTransitions.next(JobState.RUNNING, action).orElse(JobState.CANCELLED);
  }

  /** The outcome when a user had cancelled the job: what was done is not used. */
  JobAttempt.Outcome ifCancelled() {
    return outcome == JobAttempt.Outcome.SUCCEEDED || outcome == JobAttempt.Outcome.DIVIDED
        ? JobAttempt.Outcome.CANCELLED
        : outcome;
  }
}
