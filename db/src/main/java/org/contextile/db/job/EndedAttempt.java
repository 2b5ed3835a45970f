// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has just ended, and its job.
 *
 * @param awaited whether a job depends on it
 * @param talkative whether it may have reported anything
 */
record EndedAttempt(
    JobKind kind, JobState state, boolean awaited, @Nullable UUID parent, boolean talkative) {
  /** Whether the end is all there is to do. */
  boolean quiet() {
    return !awaited && !talkative;
  }
}
