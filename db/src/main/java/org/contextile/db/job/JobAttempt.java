// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An attempt that has ended. */
public record JobAttempt(
    int attempt,
    String worker,
    Instant startedAt,
    Instant endedAt,
    Outcome outcome,
    @Nullable String errorJson) {
  /** How an attempt ended. */
  public enum Outcome {
    SUCCEEDED,
    /** Its work was handed on to the job's children. */
    DIVIDED,
    FAILED,
    CANCELLED,
    RELEASED,
    EXPIRED
  }
}
