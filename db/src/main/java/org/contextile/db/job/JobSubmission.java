// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.contextile.db.idempotency.RequestKey;
import org.jspecify.annotations.Nullable;

/**
 * A job to be done.
 *
 * @param requestJson what to do, as the JSON text of the API's request
 * @param priority higher goes first
 * @param dependsOn jobs of the same workspace that must succeed before
 * @param runAfter not before then; null for at once
 * @param maxAttempts how often a failure or a lost worker may be tried, at least 1
 * @param inputDigests artifacts that must not be discarded before the job ends
 * @param needs what the worker must have; null for what {@link JobQueueSettings} says of the kind
 * @param key by which a repeat of the submission is known; null where none is
 * @param traceparent the span that submits it, after W3C Trace Context; null outside a trace
 */
public record JobSubmission(
    String workspace,
    JobKind kind,
    String requestJson,
    int priority,
    Set<UUID> dependsOn,
    @Nullable Instant runAfter,
    int maxAttempts,
    List<String> inputDigests,
    @Nullable JobNeeds needs,
    @Nullable RequestKey key,
    @Nullable String traceparent) {
  public static final int DEFAULT_MAX_ATTEMPTS = 3;

  public JobSubmission {
    if (workspace.isBlank()) {
      throw new IllegalArgumentException("A job needs a workspace");
    }
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts is less than 1: " + maxAttempts);
    }
    dependsOn = Set.copyOf(dependsOn);
    inputDigests = inputDigests.stream().distinct().toList();
  }

  /** A job of ordinary priority that may start at once. */
  public static JobSubmission of(String workspace, JobKind kind, String requestJson) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        0,
        Set.of(),
        null,
        DEFAULT_MAX_ATTEMPTS,
        List.of(),
        null,
        null,
        null);
  }

  public JobSubmission withPriority(int value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        value,
        dependsOn,
        runAfter,
        maxAttempts,
        inputDigests,
        needs,
        key,
        traceparent);
  }

  public JobSubmission withDependsOn(Set<UUID> value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        value,
        runAfter,
        maxAttempts,
        inputDigests,
        needs,
        key,
        traceparent);
  }

  public JobSubmission withRunAfter(@Nullable Instant value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        value,
        maxAttempts,
        inputDigests,
        needs,
        key,
        traceparent);
  }

  public JobSubmission withMaxAttempts(int value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        runAfter,
        value,
        inputDigests,
        needs,
        key,
        traceparent);
  }

  public JobSubmission withInputDigests(List<String> value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        runAfter,
        maxAttempts,
        value,
        needs,
        key,
        traceparent);
  }

  public JobSubmission withNeeds(@Nullable JobNeeds value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        runAfter,
        maxAttempts,
        inputDigests,
        value,
        key,
        traceparent);
  }

  public JobSubmission withKey(@Nullable RequestKey value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        runAfter,
        maxAttempts,
        inputDigests,
        needs,
        value,
        traceparent);
  }

  public JobSubmission withTrace(@Nullable String value) {
    return new JobSubmission(
        workspace,
        kind,
        requestJson,
        priority,
        dependsOn,
        runAfter,
        maxAttempts,
        inputDigests,
        needs,
        key,
        value);
  }
}
