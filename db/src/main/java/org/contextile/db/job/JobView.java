// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as a reader sees it.
 *
 * @param attempt number of the latest attempt; 0 before the first
 * @param failures attempts that count against {@code maxAttempts}
 * @param version grows with every visible change of the job or its children
 * @param outputs what it makes of which the id is known beforehand
 * @param progress its own, or while and after it waits for its children the sum of theirs; where
 *     these are unlike, how many of them have succeeded. A sum whose total is not known yet has
 *     none
 * @param worker who holds the lease now
 */
public record JobView(
    UUID id,
    String workspace,
    JobKind kind,
    JobState state,
    int priority,
    Instant runAfter,
    int attempt,
    int failures,
    int maxAttempts,
    long version,
    @Nullable UUID parentId,
    JobChildren children,
    List<UUID> dependsOn,
    List<JobOutput> outputs,
    JobNeeds needs,
    JobProgress progress,
    @Nullable String worker,
    @Nullable String checkpointDigest,
    List<String> inputDigests,
    String requestJson,
    @Nullable String resultJson,
    @Nullable String errorJson,
    Instant createdAt,
    @Nullable String createdBy,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {}
