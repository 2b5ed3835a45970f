// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends attempts: the lease goes, the attempt is recorded, the job moves on, and the jobs that wait
 * for it hear.
 */
final class JobCompletions {
  /**
   * The lease before the job: the order in which progress locks them, so that the two cannot
   * deadlock.
   */
  private static final String LOCK =
      """
      WITH lease AS MATERIALIZED (
        SELECT job_id FROM job_lease
        WHERE job_id = :job AND token = :token AND (:late OR expires_at > clock_timestamp())
        FOR UPDATE)
      SELECT job.kind, job.state, job.failures, job.max_attempts
      FROM lease JOIN job ON job.id = lease.job_id FOR NO KEY UPDATE OF job
      """;

  private static final String END =
      """
      WITH lease AS (
        DELETE FROM job_lease WHERE job_id = :job AND token = :token RETURNING job_id, attempt, worker, claimed_at),
      moved AS (
        UPDATE job SET state = :state, version = version + 1,
          failures = failures + :counted,
          run_after = CASE WHEN :delay > 0 THEN clock_timestamp() + make_interval(secs => :delay) ELSE run_after END,
          result = CASE WHEN :state = 'SUCCEEDED' THEN CAST(:result AS jsonb) END,
          error = CASE WHEN :state = 'FAILED' THEN CAST(:error AS jsonb) END,
          checkpoint_digest = CASE WHEN :state IN ('SUCCEEDED', 'CANCELLED') THEN NULL ELSE checkpoint_digest END,
          finished_at = CASE WHEN :terminal THEN clock_timestamp() END
        FROM lease WHERE job.id = lease.job_id
        RETURNING job.id, state, job.attempt),
      ended AS (
        INSERT INTO job_attempt (job_id, attempt, worker, started_at, ended_at, outcome, error)
        SELECT job_id, attempt, worker, claimed_at, clock_timestamp(), :outcome, CAST(:error AS jsonb) FROM lease),
      let_go AS (
        DELETE FROM job_input USING lease WHERE :terminal AND job_input.job_id = lease.job_id)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt, 'outcome', :outcome) FROM moved
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final LeaseFence fence;
  private final JobGraph graph;
  private final JobNotifier notifier;
  private final Backoff backoff;

  JobCompletions(
      JdbcClient jdbc, PlatformTransactionManager transactions, JobGraph graph, Backoff backoff) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.fence = new LeaseFence(jdbc);
    this.graph = graph;
    this.notifier = new JobNotifier(jdbc);
    this.backoff = backoff;
  }

  JobState succeed(JobLease lease, Supplier<String> publish) {
    Optional<JobState> succeeded =
        transaction.execute(
            status -> {
              fence.hold(lease);
              String resultJson = publish.get();
              Leased job = lock(lease, true);
              if (job.state() == JobState.CANCELLING) {
                status.setRollbackOnly();
                return Optional.empty();
              }
              return Optional.of(
                  end(
                      lease,
                      job,
                      JobAction.SUCCEED,
                      JobAttempt.Outcome.SUCCEEDED,
                      resultJson,
                      null));
            });
    return succeeded.orElseGet(() -> cancelled(lease));
  }

  JobState fail(JobLease lease, String problemJson, boolean retryable) {
    return underLease(
        lease,
        job -> {
          JobAction action = retryable && job.attemptsLeft() ? JobAction.BACK_OFF : JobAction.FAIL;
          return end(lease, job, action, JobAttempt.Outcome.FAILED, null, problemJson);
        });
  }

  JobState cancelled(JobLease lease) {
    return underLease(
        lease, job -> end(lease, job, JobAction.STOP, JobAttempt.Outcome.CANCELLED, null, null));
  }

  JobState release(JobLease lease) {
    return underLease(
        lease, job -> end(lease, job, JobAction.RELEASE, JobAttempt.Outcome.RELEASED, null, null));
  }

  /** Ends an attempt whose lease has expired. The caller holds the lock of the lease. */
  JobState expire(JobLease lease, int attempt, String worker) {
    Leased job = lock(lease, true);
    JobAction action = job.attemptsLeft() ? JobAction.BACK_OFF : JobAction.FAIL;
    return end(
        lease,
        job,
        action,
        JobAttempt.Outcome.EXPIRED,
        null,
        JobProblems.workerLost(attempt, worker));
  }

  private JobState underLease(JobLease lease, Function<Leased, JobState> ending) {
    return transaction.execute(_ -> ending.apply(lock(lease, false)));
  }

  /**
   * Locks lease and job; {@code late} when the expiry no longer matters, because the lease was
   * locked before.
   */
  private Leased lock(JobLease lease, boolean late) {
    return jdbc.sql(LOCK)
        .param("job", lease.jobId())
        .param("token", lease.token())
        .param("late", late)
        .query(
            (row, _) ->
                new Leased(
                    JobKind.of(row.getString("kind")),
                    JobState.valueOf(row.getString("state")),
                    row.getInt("failures"),
                    row.getInt("max_attempts")))
        .optional()
        .orElseThrow(() -> new LeaseLostException(lease));
  }

  private JobState end(
      JobLease lease,
      Leased job,
      JobAction action,
      JobAttempt.Outcome outcome,
      @Nullable String resultJson,
      @Nullable String errorJson) {
    JobState next =
        JobTransitions.next(job.state(), action)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Job %s is %s: no %s".formatted(lease.jobId(), job.state(), action)));
    boolean counted = action == JobAction.BACK_OFF || action == JobAction.FAIL;
    Duration delay =
        next == JobState.QUEUED && action == JobAction.BACK_OFF
            ? backoff.after(job.failures() + 1)
            : Duration.ZERO;
    jdbc.sql(END)
        .param("job", lease.jobId())
        .param("token", lease.token())
        .param("state", next.name())
        .param("terminal", next.terminal())
        .param("counted", counted ? 1 : 0)
        .param("delay", delay.toMillis() / 1000.0)
        .param("result", JobJson.storable(resultJson))
        .param("error", JobJson.storable(errorJson))
        .param("outcome", outcome.name())
        .update();
    switch (next) {
      case SUCCEEDED -> graph.succeeded(lease.jobId());
      case FAILED, CANCELLED -> graph.lost(lease.jobId());
      case QUEUED -> notifier.queued(job.kind());
      case BLOCKED, RUNNING, CANCELLING ->
          throw new IllegalStateException("An attempt cannot end in " + next);
    }
    return next;
  }

  private record Leased(JobKind kind, JobState state, int failures, int maxAttempts) {
    boolean attemptsLeft() {
      return failures + 1 < maxAttempts;
    }
  }
}
