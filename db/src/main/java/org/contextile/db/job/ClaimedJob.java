// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that was handed to a worker.
 *
 * @param attempt number of this attempt, from 1
 * @param checkpointDigest artifact of the last checkpoint that an earlier attempt wrote
 * @param divided whether it has children; if so, all of them have succeeded
 * @param createdBy who submitted it, or whose job it is a child of; null where nobody is known
 * @param needs what it was promised
 * @param traceparent the span that submitted it, after W3C Trace Context
 */
public record ClaimedJob(
    JobLease lease,
    String workspace,
    @Nullable String createdBy,
    JobKind kind,
    int attempt,
    String requestJson,
    @Nullable String checkpointDigest,
    List<String> inputDigests,
    JobNeeds needs,
    boolean divided,
    @Nullable String traceparent) {}
