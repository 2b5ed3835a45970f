// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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

  private final JdbcClient jdbc;
  private final JobTransaction transaction;
  private final AttemptEnds ends;
  private final GroupCommit groupCommit;
  private final LeaseFence fence;
  private final JobGraph graph;
  private final ParentJobs parents;
  private final WaitingJobs waiting;
  private final JobNotifier notifier;
  private final Backoff backoff;
  private final EventRetention events;

  JobCompletions(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      JobGraph graph,
      ParentJobs parents,
      JobQueueSettings settings) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
    this.ends = new AttemptEnds(jdbc);
    this.groupCommit = new GroupCommit(ends);
    this.fence = new LeaseFence(jdbc);
    this.graph = graph;
    this.parents = parents;
    this.waiting = new WaitingJobs(jdbc);
    this.notifier = new JobNotifier(jdbc);
    this.backoff = settings.backoff();
    this.events = new EventRetention(jdbc, settings);
  }

  JobState succeed(JobLease lease, String resultJson) {
    // Mostly nobody waits for a job, and then one statement is the whole transaction.
    Optional<EndedAttempt> ended =
        TransactionSynchronizationManager.isActualTransactionActive()
            ? Optional.empty()
            : groupCommit.succeed(lease, resultJson);
    if (ended.isEmpty()) {
      return transaction.execute(_ -> end(lease, AttemptEnding.success(resultJson, false)));
    }
    if (!ended.get().quiet()) {
      // If somebody began to wait while the statement ran a sweep would tell him too, but later.
      transaction.executeWithoutResult(_ -> follow(lease.jobId(), ended.get()));
    }
    return ended.get().state();
  }

  JobState succeed(JobLease lease, Supplier<String> publish) {
    Optional<JobState> succeeded =
        transaction.execute(
            status -> {
              fence.hold(lease);
              JobState state = end(lease, AttemptEnding.success(publish.get(), true));
              if (state == JobState.CANCELLED) {
                status.setRollbackOnly();
                return Optional.empty();
              }
              return Optional.of(state);
            });
    return succeeded.orElseGet(() -> cancelled(lease));
  }

  JobState divide(JobLease lease, List<ChildJob> children) {
    return transaction.execute(
        _ -> {
          EndedAttempt ended = ends.end(lease, AttemptEnding.division());
          if (ended.state() == JobState.BLOCKED) {
            parents.add(lease.jobId(), children);
            children.stream()
                .filter(child -> child.dependsOn().isEmpty())
                .map(ChildJob::kind)
                .distinct()
                .forEach(notifier::queued);
          }
          follow(lease.jobId(), ended);
          return ended.state();
        });
  }

  JobState fail(JobLease lease, String problemJson, boolean retryable) {
    return transaction.execute(
        _ -> {
          Leased job = lock(lease, false);
          return end(lease, failure(job, retryable, AttemptOutcome.FAILED, problemJson));
        });
  }

  /** Ends an attempt whose lease has expired. The caller holds the lock of the lease. */
  JobState expire(JobLease lease, int attempt, String worker) {
    Leased job = lock(lease, true);
    return end(
        lease, failure(job, true, AttemptOutcome.EXPIRED, JobProblems.workerLost(attempt, worker)));
  }

  private AttemptEnding failure(
      Leased job, boolean retryable, AttemptOutcome outcome, String problemJson) {
    return retryable && job.attemptsLeft()
        ? AttemptEnding.again(outcome, problemJson, backoff.after(job.failures() + 1))
        : AttemptEnding.failure(outcome, problemJson);
  }

  JobState cancelled(JobLease lease) {
    return transaction.execute(
        _ -> {
          JobState state = lock(lease, false).state();
          if (JobTransitions.next(state, JobAction.STOP).isEmpty()) {
            throw new IllegalStateException(
                "Job %s is %s: nobody cancelled it".formatted(lease.jobId(), state));
          }
          return end(lease, AttemptEnding.handBack(JobAction.STOP, AttemptOutcome.CANCELLED, true));
        });
  }

  JobState release(JobLease lease) {
    return transaction.execute(
        _ -> end(lease, AttemptEnding.handBack(JobAction.RELEASE, AttemptOutcome.RELEASED, false)));
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

  private JobState end(JobLease lease, AttemptEnding ending) {
    EndedAttempt ended = ends.end(lease, ending);
    follow(lease.jobId(), ended);
    return ended.state();
  }

  private void follow(UUID job, EndedAttempt ended) {
    switch (ended.state()) {
      case SUCCEEDED -> {
        if (ended.awaited()) {
          graph.succeeded(job);
        }
      }
      case FAILED, CANCELLED -> {
        var _ = parents.lost(job, ended.awaited());
      }
      case QUEUED -> {
        waiting.enter(job);
        notifier.queued(ended.kind());
      }
      case BLOCKED -> waiting.enter(job);
      case RUNNING, CANCELLING ->
          throw new IllegalStateException("An attempt cannot end in " + ended.state());
    }
    // After the other children that depend on this one, so that they are counted as they now are.
    if (ended.state().terminal() && ended.parent() != null) {
      parents.childEnded(ended.parent());
    }
    if (ended.talkative()) {
      events.trim(job);
    }
  }

  private record Leased(JobState state, int failures, int maxAttempts) {
    boolean attemptsLeft() {
      return failures + 1 < maxAttempts;
    }
  }
}
