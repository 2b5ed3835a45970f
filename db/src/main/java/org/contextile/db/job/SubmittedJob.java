// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was when it was submitted, whatever has become of it.
 *
 * @param state {@code BLOCKED}, {@code QUEUED}, or {@code FAILED} for want of what it depends on
 * @param errorJson why it failed at once, until it is retried
 */
public record SubmittedJob(
    UUID id,
    JobKind kind,
    JobState state,
    int priority,
    List<UUID> dependsOn,
    List<JobOutput> outputs,
    JobNeeds needs,
    String requestJson,
    @Nullable String errorJson,
    Instant createdAt,
    @Nullable String createdBy) {}
