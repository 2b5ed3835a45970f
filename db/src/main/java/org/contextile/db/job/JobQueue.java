// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.db.idempotency.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job queue. PostgreSQL is the queue: nothing is stored here, any number of processes may use
 * it at once, and only the database's clock decides anything.
 *
 * <p>Execution is at least once, effect exactly once: what a job publishes is committed together
 * with its {@code SUCCEEDED}, under a lease token that nobody else holds. Every method that takes a
 * {@link JobLease} throws {@link LeaseLostException}, and writes nothing, once that lease expired
 * or was given to another.
 */
public class JobQueue {
  private final JobSubmissions submissions;
  private final JobClaims claims;
  private final JobReports reports;
  private final JobOutputs outputs;
  private final ParentJobs parents;
  private final JobCompletions completions;
  private final JobCancels cancels;
  private final JobRetries retries;
  private final JobSweeper sweeper;

  public JobQueue(
      JdbcClient jdbc, PlatformTransactionManager transactions, JobQueueSettings settings) {
    JobGraph graph = new JobGraph(jdbc);
    this.submissions = new JobSubmissions(jdbc, transactions, settings);
    this.claims = new JobClaims(jdbc);
    this.reports = new JobReports(jdbc, transactions);
    this.outputs = new JobOutputs(jdbc);
    this.parents = new ParentJobs(jdbc, graph);
    this.completions = new JobCompletions(jdbc, transactions, graph, parents, settings);
    this.cancels = new JobCancels(jdbc, transactions, graph, parents);
    this.retries = new JobRetries(jdbc, transactions, graph);
    this.sweeper = new JobSweeper(jdbc, transactions, completions, graph, parents, settings);
  }

  /**
   * Adds a job, in the caller's transaction if there is one. It is {@code BLOCKED} while it waits
   * for others, {@code FAILED} at once when one of them has failed or was cancelled, else {@code
   * QUEUED}.
   *
   * @throws UnknownDependencyException when the workspace lacks a job that it depends on
   * @throws org.contextile.db.idempotency.RequestRepeatedException when a request with its key was
   *     carried out already
   * @throws org.springframework.dao.DataIntegrityViolationException when an input artifact does not
   *     exist, unless the job has failed at once
   */
  public UUID submit(JobSubmission submission) {
    return submissions.submit(submission);
  }

  /**
   * Submits several jobs, all or none: in one transaction, which begins again when the server has
   * chosen it to end a deadlock.
   *
   * @param submissions calls {@link #submit}, and bears repetition
   */
  public <T> T together(Supplier<T> submissions) {
    return this.submissions.together(submissions);
  }

  /**
   * Hands out jobs of a kind, in turns between workspaces: the one with fewer running jobs of the
   * kind goes first, then the one that was served longer ago. Within a workspace by priority, then
   * by how long they have waited. A claim of several is as many claims in a row. Not to be called
   * within a transaction: the claim must be committed before the work starts.
   *
   * @param worker name of the worker, for people
   * @param lease how long each lease lasts without a heartbeat
   * @param atMost how many
   * @return the jobs, none when there is none that fits the terms; a job whose turn it is and that
   *     would fit only if the worker held less ends the claim, and those behind it are not handed
   *     out in its place
   */
  public JobClaim claimWithin(
      String worker, JobKind kind, Duration lease, int atMost, ClaimTerms terms) {
    return claims.claim(worker, kind, lease, atMost, terms);
  }

  /** The jobs of {@link #claimWithin}, the one to begin with first. */
  public List<ClaimedJob> claim(
      String worker, JobKind kind, Duration lease, int atMost, ClaimTerms terms) {
    return claimWithin(worker, kind, lease, atMost, terms).jobs();
  }

  /** Hands out one job, whatever it needs and however many are running. */
  public Optional<ClaimedJob> claim(String worker, JobKind kind, Duration lease) {
    return claim(worker, kind, lease, 1, ClaimTerms.ANY).stream().findFirst();
  }

  /**
   * Extends a lease to {@code length} from now. Never throws {@link LeaseLostException}: the answer
   * says it.
   */
  public Heartbeat heartbeat(JobLease lease, Duration length) {
    return claims.heartbeat(lease, length);
  }

  /** Reports progress: on the job's row, and as an event. */
  public void progress(JobLease lease, JobProgress progress) {
    reports.progress(lease, progress);
  }

  /** Appends events in their order. */
  public void append(JobLease lease, List<NewJobEvent> events) {
    reports.append(lease, events);
  }

  /**
   * Makes an artifact the checkpoint from which the next attempt goes on; it is let go when the job
   * ends.
   */
  public void checkpoint(JobLease lease, String digest) {
    reports.checkpoint(lease, digest);
  }

  /**
   * Runs writes in a transaction that commits only under the lease. They must be short: no one else
   * gets the job while they run, and the server ends the transaction when it is idle for a minute.
   */
  public void fenced(JobLease lease, Runnable writes) {
    reports.fenced(lease, writes);
  }

  /**
   * The id that the job has for what it makes: the same in every attempt.
   *
   * @throws IllegalArgumentException if jobs of its kind make no such thing
   */
  public UUID output(JobLease lease, JobOutputType type) {
    return outputs
        .of(lease.jobId(), type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Job %s makes no %s".formatted(lease.jobId(), type.text())));
  }

  /**
   * Ends a job that has published what it had to, or publishes nothing but its result.
   *
   * @param resultJson JSON text
   * @return {@code SUCCEEDED}; or {@code CANCELLED} when a user cancelled before
   */
  public JobState succeed(JobLease lease, String resultJson) {
    return completions.succeed(lease, resultJson);
  }

  /**
   * Ends a job: what {@code publish} writes and the success are committed together, or neither.
   *
   * @param publish writes rows, which the result that it returns (JSON text) may name
   * @return {@code SUCCEEDED}; or {@code CANCELLED}, with nothing published, when a user cancelled
   *     before
   */
  public JobState succeed(JobLease lease, Supplier<String> publish) {
    return completions.succeed(lease, publish);
  }

  /**
   * Ends an attempt with children, each a job of its own. The job waits for them in {@code
   * BLOCKED}; when all have succeeded it is queued once more, so that a worker goes on with it.
   * When one did not, and all have ended, it fails; a retry then repeats only what was lost.
   *
   * @param children at least one; one may depend on those before it
   * @return {@code BLOCKED}; or {@code CANCELLED} when a user cancelled before
   * @throws IllegalArgumentException when there are no children, or one depends on itself or on one
   *     after it
   * @throws IllegalStateException when the job lies so deep that it can have none
   */
  public JobState divide(JobLease lease, List<ChildJob> children) {
    if (children.isEmpty()) {
      throw new IllegalArgumentException("A job cannot be divided into nothing");
    }
    for (int place = 0; place < children.size(); place++) {
      for (int before : children.get(place).dependsOn()) {
        if (before < 0 || before >= place) {
          throw new IllegalArgumentException(
              "Child %d depends on %d, which does not come before it".formatted(place, before));
        }
      }
    }
    return completions.divide(lease, children);
  }

  /** The children of a job that have succeeded, in the order in which they were listed. */
  public List<FinishedChild> children(JobLease parent) {
    return parents.finished(parent.jobId());
  }

  /**
   * Ends an attempt that failed.
   *
   * @param problemJson JSON text of the problem (RFC 9457)
   * @param retryable whether another attempt could go better
   * @return {@code FAILED}; {@code QUEUED} after a retryable failure with attempts left; {@code
   *     CANCELLED} when a user had cancelled
   */
  public JobState fail(JobLease lease, String problemJson, boolean retryable) {
    return completions.fail(lease, problemJson, retryable);
  }

  /**
   * Confirms that the worker stopped because the job was cancelled.
   *
   * @return {@code CANCELLED}
   * @throws IllegalStateException when nobody had cancelled
   */
  public JobState cancelled(JobLease lease) {
    return completions.cancelled(lease);
  }

  /**
   * Hands a job back at once, as at a shutdown. The attempt is not counted.
   *
   * @return {@code QUEUED}, or {@code CANCELLED} when a user had cancelled
   */
  public JobState release(JobLease lease) {
    return completions.release(lease);
  }

  /**
   * Cancels a job and all below it: at once when nobody works on it, else as soon as its worker has
   * stopped.
   *
   * @param key by which a repeat is known; null where none is
   * @throws org.contextile.db.idempotency.RequestRepeatedException when a request with the key was
   *     carried out already
   */
  public JobControl cancel(String workspace, UUID id, @Nullable RequestKey key) {
    return cancels.cancel(workspace, id, key);
  }

  /** Cancels a job without a key. */
  public JobControl cancel(String workspace, UUID id) {
    return cancel(workspace, id, null);
  }

  /**
   * Queues a failed or cancelled job again with all its attempts, and lets the jobs that failed
   * only because of it wait for it again. Refused when something that it depends on, or an input,
   * is gone.
   *
   * @param key by which a repeat is known; null where none is
   * @throws org.contextile.db.idempotency.RequestRepeatedException when a request with the key was
   *     carried out already
   */
  public JobControl retry(String workspace, UUID id, @Nullable RequestKey key) {
    return retries.retry(workspace, id, key);
  }

  /** Queues a job again without a key. */
  public JobControl retry(String workspace, UUID id) {
    return retry(workspace, id, null);
  }

  /**
   * Takes expired leases back and tidies up. To be called every few seconds by any number of
   * processes.
   */
  public SweepReport sweep() {
    return sweeper.sweep();
  }
}
