// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
      SELECT job.state, job.failures, job.max_attempts
      FROM lease JOIN job ON job.id = lease.job_id FOR NO KEY UPDATE OF job
      """;

  /**
   * One statement, because it is what every job ends with: a round trip, and a look at a table,
   * that is not made is the fastest. A job that was cancelled meanwhile ends as {@code CANCELLED},
   * under the lock of its row.
   */
  private static final String END =
      """
      WITH lease AS (
        DELETE FROM job_lease
        WHERE job_id = :job AND token = :token AND (:late OR expires_at > clock_timestamp())
        RETURNING job_id, attempt, worker, claimed_at),
      moved AS (
        UPDATE job SET
          state = CASE WHEN job.state = 'CANCELLING' THEN 'CANCELLED' ELSE :next END,
          version = version + 1,
          failures = failures + :counted,
          run_after = CASE WHEN :delay > 0 THEN clock_timestamp() + make_interval(secs => :delay) ELSE run_after END,
          result = CASE WHEN job.state = 'RUNNING' AND :next = 'SUCCEEDED' THEN CAST(:result AS jsonb) END,
          error = CASE WHEN job.state = 'RUNNING' AND :next = 'FAILED' THEN CAST(:error AS jsonb) END,
          divided = divided OR job.state = 'RUNNING' AND :next = 'BLOCKED',
          checkpoint_digest = CASE WHEN job.state = 'RUNNING' AND :next IN ('QUEUED', 'FAILED')
                              THEN checkpoint_digest END,
          finished_at = CASE WHEN job.state = 'CANCELLING' OR :terminal THEN clock_timestamp() END
        FROM lease WHERE job.id = lease.job_id
        RETURNING job.id, job.kind, job.state, job.attempt, job.awaited, job.parent_id, job.phase,
                  job.finished_at IS NOT NULL AS terminal, lease.worker, lease.claimed_at),
      let_go AS (
        DELETE FROM job_input USING moved WHERE moved.terminal AND job_input.job_id = moved.id),
      forgotten AS (
        DELETE FROM job_event e USING moved
        WHERE moved.terminal AND moved.phase IS NOT NULL AND e.job_id = moved.id AND e.type = 'progress'),
      reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_strip_nulls(jsonb_build_object(
                 'state', state, 'attempt', attempt, 'worker', worker, 'startedAt', claimed_at,
                 'outcome', CASE WHEN state = 'CANCELLED' THEN :ifCancelled ELSE :outcome END,
                 'error', CAST(:error AS jsonb)))
        FROM moved)
      SELECT kind, state, awaited, parent_id FROM moved
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final LeaseFence fence;
  private final JobGraph graph;
  private final JobFamily family;
  private final WaitingRoom waiting;
  private final JobNotifier notifier;
  private final Backoff backoff;

  JobCompletions(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      JobGraph graph,
      JobFamily family,
      Backoff backoff) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.fence = new LeaseFence(jdbc);
    this.graph = graph;
    this.family = family;
    this.waiting = new WaitingRoom(jdbc);
    this.notifier = new JobNotifier(jdbc);
    this.backoff = backoff;
  }

  JobState succeed(JobLease lease, String resultJson) {
    return transaction.execute(_ -> end(lease, success(resultJson, false)));
  }

  JobState succeed(JobLease lease, Supplier<String> publish) {
    Optional<JobState> succeeded =
        transaction.execute(
            status -> {
              fence.hold(lease);
              JobState state = end(lease, success(publish.get(), true));
              if (state == JobState.CANCELLED) {
                status.setRollbackOnly();
                return Optional.empty();
              }
              return Optional.of(state);
            });
    return succeeded.orElseGet(() -> cancelled(lease));
  }

  private static Ending success(String resultJson, boolean late) {
    return new Ending(
        JobAction.SUCCEED, JobAttempt.Outcome.SUCCEEDED, late, resultJson, null, Duration.ZERO);
  }

  JobState divide(JobLease lease, List<JobShare> shares) {
    return transaction.execute(
        _ -> {
          Ending ending =
              new Ending(
                  JobAction.DIVIDE, JobAttempt.Outcome.DIVIDED, false, null, null, Duration.ZERO);
          JobState state = end(lease, ending);
          if (state == JobState.BLOCKED) {
            family.add(lease.jobId(), shares);
          }
          return state;
        });
  }

  JobState fail(JobLease lease, String problemJson, boolean retryable) {
    return transaction.execute(
        _ -> {
          Leased job = lock(lease, false);
          return end(lease, failure(job, retryable, JobAttempt.Outcome.FAILED, problemJson));
        });
  }

  /** Ends an attempt whose lease has expired. The caller holds the lock of the lease. */
  JobState expire(JobLease lease, int attempt, String worker) {
    Leased job = lock(lease, true);
    return end(
        lease,
        failure(job, true, JobAttempt.Outcome.EXPIRED, JobProblems.workerLost(attempt, worker)));
  }

  private Ending failure(
      Leased job, boolean retryable, JobAttempt.Outcome outcome, String problemJson) {
    return retryable && job.attemptsLeft()
        ? new Ending(
            JobAction.BACK_OFF, outcome, true, null, problemJson, backoff.after(job.failures() + 1))
        : new Ending(JobAction.FAIL, outcome, true, null, problemJson, Duration.ZERO);
  }

  JobState cancelled(JobLease lease) {
    return transaction.execute(
        _ -> {
          JobState state = lock(lease, false).state();
          if (JobTransitions.next(state, JobAction.STOP).isEmpty()) {
            throw new IllegalStateException(
                "Job %s is %s: nobody cancelled it".formatted(lease.jobId(), state));
          }
          return end(lease, handBack(JobAction.STOP, JobAttempt.Outcome.CANCELLED));
        });
  }

  JobState release(JobLease lease) {
    return transaction.execute(
        _ -> {
          lock(lease, false);
          return end(lease, handBack(JobAction.RELEASE, JobAttempt.Outcome.RELEASED));
        });
  }

  private static Ending handBack(JobAction action, JobAttempt.Outcome outcome) {
    return new Ending(action, outcome, true, null, null, Duration.ZERO);
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
                    JobState.valueOf(row.getString("state")),
                    row.getInt("failures"),
                    row.getInt("max_attempts")))
        .optional()
        .orElseThrow(() -> new LeaseLostException(lease));
  }

  private JobState end(JobLease lease, Ending ending) {
    JobState next =
        JobTransitions.next(JobState.RUNNING, ending.action()).orElse(JobState.CANCELLED);
    Ended ended =
        jdbc.sql(END)
            .param("job", lease.jobId())
            .param("token", lease.token())
            .param("late", ending.late())
            .param("next", next.name())
            .param("terminal", next.terminal())
            .param("counted", ending.counted() ? 1 : 0)
            .param("delay", ending.delay().toMillis() / 1000.0)
            .param("result", JobJson.storable(ending.resultJson()))
            .param("error", JobJson.storable(ending.errorJson()))
            .param("outcome", ending.outcome().name())
            .param("ifCancelled", ending.ifCancelled().name())
            .query(
                (row, _) ->
                    new Ended(
                        JobKind.of(row.getString("kind")),
                        JobState.valueOf(row.getString("state")),
                        row.getBoolean("awaited"),
                        row.getObject("parent_id", UUID.class)))
            .optional()
            .orElseThrow(() -> new LeaseLostException(lease));
    follow(lease.jobId(), ended);
    return ended.state();
  }

  private void follow(UUID job, Ended ended) {
    switch (ended.state()) {
      case SUCCEEDED -> {
        if (ended.awaited()) {
          graph.succeeded(job);
        }
      }
      case FAILED, CANCELLED -> {
        if (ended.awaited()) {
          graph.lost(job);
        }
      }
      case QUEUED, BLOCKED -> {
        waiting.enter(job);
        // Blocked is one whose children were just queued.
        notifier.queued(ended.kind());
      }
      case RUNNING, CANCELLING ->
          throw new IllegalStateException("An attempt cannot end in " + ended.state());
    }
    if (ended.state().terminal() && ended.parent() != null) {
      family.childEnded(ended.parent());
    }
  }

  private record Leased(JobState state, int failures, int maxAttempts) {
    boolean attemptsLeft() {
      return failures + 1 < maxAttempts;
    }
  }

  /**
   * How an attempt is to end.
   *
   * @param late whether the caller holds the lock of the lease, so that its expiry no longer counts
   */
  private record Ending(
      JobAction action,
      JobAttempt.Outcome outcome,
      boolean late,
      @Nullable String resultJson,
      @Nullable String errorJson,
      Duration delay) {
    boolean counted() {
      return action == JobAction.BACK_OFF || action == JobAction.FAIL;
    }

    /** The outcome when a user had cancelled the job: what was done is not used. */
    JobAttempt.Outcome ifCancelled() {
      return outcome == JobAttempt.Outcome.SUCCEEDED || outcome == JobAttempt.Outcome.DIVIDED
          ? JobAttempt.Outcome.CANCELLED
          : outcome;
    }
  }

  private record Ended(JobKind kind, JobState state, boolean awaited, @Nullable UUID parent) {}
}
