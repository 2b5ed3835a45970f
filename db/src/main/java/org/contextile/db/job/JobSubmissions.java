// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static java.util.stream.Collectors.toSet;

import java.sql.Timestamp;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.idempotency.RequestKeys;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Adds jobs. */
final class JobSubmissions {
  /**
   * Waits for transactions that are ending one of these jobs, and makes later ones wait for this
   * one. Children before parents, as all do.
   */
  private static final String LOCK_DEPENDENCIES =
      """
      SELECT id, kind, state FROM job WHERE id = ANY (CAST(:ids AS uuid[])) AND workspace = :workspace ORDER BY parent_id IS NULL, id
      FOR NO KEY UPDATE
      """;

  /** Whoever ends one of them sees by this, under the row's lock, that somebody waits. */
  private static final String AWAIT =
      "UPDATE job SET awaited = true WHERE id = ANY (CAST(:ids AS uuid[])) AND NOT awaited";

  private static final String INSERT =
      """
      WITH added AS (
        INSERT INTO job (workspace, kind, state, priority, run_after, needs_gpu, needs_memory_bytes, max_attempts,
                         request, input_digests, idempotency_key, request_digest, traceparent, error, finished_at)
        VALUES (:workspace, :kind, :state, :priority, coalesce(CAST(:runAfter AS timestamptz), clock_timestamp()),
                :gpu, :memory, :maxAttempts, CAST(:request AS jsonb), :inputs, :key, :digest, :traceparent, CAST(:error AS jsonb),
                CASE WHEN :state = 'FAILED' THEN clock_timestamp() END)
        RETURNING *),
      waiting AS (
        INSERT INTO job_waiting (kind, blocked, workspace, priority, run_after, job_id, needs_gpu, needs_memory_bytes)
        SELECT kind, state = 'BLOCKED', workspace, priority, run_after, id, needs_gpu, needs_memory_bytes
        FROM added WHERE finished_at IS NULL),
      reserved AS (
        INSERT INTO job_output (workspace, job_id, type)
        SELECT workspace, id, CAST(:output AS text) FROM added WHERE CAST(:output AS text) IS NOT NULL),
      reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_build_object('state', state, 'attempt', 0) FROM added)
      SELECT id FROM added
      """;

  private static final String DEPEND =
      """
      INSERT INTO job_dependency (job_id, depends_on) SELECT :id, d FROM unnest(CAST(:dependencies AS uuid[])) AS d
      """;

  private static final String HOLD_INPUTS =
      """
      INSERT INTO job_input (job_id, digest) SELECT :id, d FROM unnest(:inputs) AS d
      """;

  private final JdbcClient jdbc;
  private final JobTransaction transaction;
  private final JobNotifier notifier;
  private final RequestKeys keys;
  private final Map<JobKind, JobNeeds> needs;

  JobSubmissions(
      JdbcClient jdbc, PlatformTransactionManager transactions, JobQueueSettings settings) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
    this.notifier = new JobNotifier(jdbc);
    this.keys = new RequestKeys(jdbc);
    this.needs = settings.needs();
  }

  UUID submit(JobSubmission submission) {
    return transaction.execute(_ -> insert(submission));
  }

  <T> T together(Supplier<T> submissions) {
    return transaction.execute(_ -> submissions.get());
  }

  private UUID insert(JobSubmission submission) {
    @Nullable RequestKey key = submission.key();
    if (key != null) {
      keys.take(submission.workspace(), key);
    }
    List<Dependency> dependencies = lockDependencies(submission);
    JobState state = initialState(dependencies);
    JobNeeds needs = needs(submission);
    String[] inputs = submission.inputDigests().toArray(String[]::new);
    UUID id =
        jdbc.sql(INSERT)
            .param("workspace", submission.workspace())
            .param("kind", submission.kind().text())
            .param("output", submission.kind().output().map(JobOutputType::text).orElse(null))
            .param("state", state.name())
            .param("priority", submission.priority())
            .param(
                "runAfter",
                submission.runAfter() == null ? null : Timestamp.from(submission.runAfter()))
            .param("gpu", needs.gpu())
            .param("memory", needs.memoryBytes())
            .param("traceparent", submission.traceparent())
            .param("maxAttempts", submission.maxAttempts())
            .param("request", JobJson.text(submission.requestJson()))
            .param("inputs", inputs)
            .param("key", key == null ? null : key.key())
            .param("digest", key == null ? null : key.digest())
            .param(
                "error",
                state == JobState.FAILED ? JobProblems.dependencyFailed(lost(dependencies)) : null)
            .query(UUID.class)
            .single();
    if (!dependencies.isEmpty()) {
      String[] ids = dependencies.stream().map(d -> d.id().toString()).toArray(String[]::new);
      jdbc.sql(DEPEND).param("id", id).param("dependencies", ids).update();
      jdbc.sql(AWAIT).param("ids", JobIds.array(submission.dependsOn())).update();
    }
    if (inputs.length > 0 && !state.terminal()) {
      jdbc.sql(HOLD_INPUTS).param("id", id).param("inputs", inputs).update();
    }
    if (state == JobState.QUEUED) {
      notifier.queued(submission.kind());
    }
    // A claim skips rows that are locked, as these were: wake the workers again.
    dependencies.stream()
        .filter(d -> d.state() == JobState.QUEUED)
        .map(Dependency::kind)
        .distinct()
        .forEach(notifier::queued);
    return id;
  }

  private JobNeeds needs(JobSubmission submission) {
    return submission.needs() != null
        ? submission.needs()
        : needs.getOrDefault(submission.kind(), JobNeeds.NOTHING);
  }

  private List<Dependency> lockDependencies(JobSubmission submission) {
    if (submission.dependsOn().isEmpty()) {
      return List.of();
    }
    List<Dependency> found =
        jdbc.sql(LOCK_DEPENDENCIES)
            .param("ids", JobIds.array(submission.dependsOn()))
            .param("workspace", submission.workspace())
            .query(
                (row, _) ->
                    new Dependency(
                        row.getObject("id", UUID.class),
                        JobKind.of(row.getString("kind")),
                        JobState.valueOf(row.getString("state"))))
            .list();
    if (found.size() < submission.dependsOn().size()) {
      Set<UUID> unknown = new HashSet<>(submission.dependsOn());
      unknown.removeAll(found.stream().map(Dependency::id).collect(toSet()));
      throw new UnknownDependencyException(unknown);
    }
    return found;
  }

  private static JobState initialState(List<Dependency> dependencies) {
    if (dependencies.stream().anyMatch(Dependency::lost)) {
      return JobState.FAILED;
    }
    return dependencies.stream().allMatch(d -> d.state() == JobState.SUCCEEDED)
        ? JobState.QUEUED
        : JobState.BLOCKED;
  }

  private static UUID lost(List<Dependency> dependencies) {
    return dependencies.stream().filter(Dependency::lost).findFirst().orElseThrow().id();
  }

  private record Dependency(UUID id, JobKind kind, JobState state) {
    boolean lost() {
      return state == JobState.FAILED || state == JobState.CANCELLED;
    }
  }
}
