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
record AttemptEnding(
    JobAction action,
    AttemptOutcome outcome,
    boolean late,
    @Nullable String resultJson,
    @Nullable String errorJson,
    Duration delay) {

  static AttemptEnding success(@Nullable String resultJson, boolean late) {
    return new AttemptEnding(
        JobAction.SUCCEED, AttemptOutcome.SUCCEEDED, late, resultJson, null, Duration.ZERO);
  }

  static AttemptEnding division() {
    return new AttemptEnding(
        JobAction.DIVIDE, AttemptOutcome.DIVIDED, false, null, null, Duration.ZERO);
  }

  static AttemptEnding again(AttemptOutcome outcome, String errorJson, Duration delay) {
    return new AttemptEnding(JobAction.BACK_OFF, outcome, true, null, errorJson, delay);
  }

  static AttemptEnding failure(AttemptOutcome outcome, String errorJson) {
    return new AttemptEnding(JobAction.FAIL, outcome, true, null, errorJson, Duration.ZERO);
  }

  static AttemptEnding handBack(JobAction action, AttemptOutcome outcome, boolean late) {
    return new AttemptEnding(action, outcome, late, null, null, Duration.ZERO);
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
  AttemptOutcome ifCancelled() {
    return outcome == AttemptOutcome.SUCCEEDED || outcome == AttemptOutcome.DIVIDED
        ? AttemptOutcome.CANCELLED
        : outcome;
  }
}
