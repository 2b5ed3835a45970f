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
    AttemptOutcome outcome,
    @Nullable String errorJson) {}
