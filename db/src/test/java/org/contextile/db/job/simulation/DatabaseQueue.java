// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.contextile.db.job.Backoff;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.SweepReport;
import org.contextile.db.job.UnknownDependencyException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The real queue. Time passes in it by moving all that is still to come nearer. */
final class DatabaseQueue implements SimulatedQueue {
  private static final String PASS =
      """
      WITH leases AS (
        UPDATE job_lease SET expires_at = expires_at - make_interval(hours => :hours)), waiting AS (
        UPDATE job_waiting SET run_after = run_after - make_interval(hours => :hours))
      UPDATE job SET run_after = run_after - make_interval(hours => :hours)
      """;

  private static final String STORE =
      "INSERT INTO artifact VALUES (:digest, 1, 'text/plain') ON CONFLICT DO NOTHING";

  private static final String DISCARD =
      """
      WITH lapsed AS (DELETE FROM artifact_hold WHERE digest = :digest)
      DELETE FROM artifact WHERE digest = :digest
        AND NOT EXISTS (SELECT 1 FROM job_input WHERE job_input.digest = artifact.digest)
      """;

  private final JdbcClient jdbc;
  private final JobQueue queue;
  private final DatabaseNumbers numbers = new DatabaseNumbers();
  private final DatabaseWork work;
  private final DatabaseFacts facts;

  /** Empties the database, which has the schema of this version. */
  DatabaseQueue(DataSource database) {
    jdbc = JdbcClient.create(database);
    Backoff backoff =
        new Backoff(
            Duration.ofMinutes(ModelTime.BACKOFF_MINUTES),
            Duration.ofMinutes(ModelTime.LONGEST_BACKOFF_MINUTES));
    queue =
        new JobQueue(
            jdbc,
            new JdbcTransactionManager(database),
            new JobQueueSettings(
                backoff, ModelJob.KEPT_PROGRESS_EVENTS, 1000, ModelJob.KEPT_LOG_EVENTS, Map.of()));
    work = new DatabaseWork(jdbc, queue, numbers);
    facts = new DatabaseFacts(jdbc, numbers);
    jdbc.sql("CREATE TABLE IF NOT EXISTS effect (job_id uuid NOT NULL, published boolean NOT NULL)")
        .update();
    jdbc.sql("TRUNCATE job, job_waiting, job_lease, job_turn, job_event, effect CASCADE").update();
    for (int i = 0; i < Interleaving.ARTIFACTS; i++) {
      jdbc.sql(STORE).param("digest", DatabaseNumbers.digest(i)).update();
    }
  }

  @Override
  public Answer apply(Operation operation) {
    return switch (operation) {
      case Operation.Submit submit -> submit(submit);
      case Operation.Claim claim -> claim(claim);
      case Operation.Cancel(String workspace, int job) ->
          answer(queue.cancel(workspace, numbers.job(job)));
      case Operation.Retry(String workspace, int job) ->
          answer(queue.retry(workspace, numbers.job(job)));
      case Operation.Sweep() -> answer(queue.sweep());
      case Operation.Pass(int hours) -> {
        jdbc.sql(PASS).param("hours", hours).update();
        yield Answer.NONE;
      }
      case Operation.Discard(int artifact) ->
          Answer.of(artifact(DISCARD, artifact) == 1 ? "discarded" : "held or gone");
      case Operation.Store(int artifact) -> {
        artifact(STORE, artifact);
        yield Answer.NONE;
      }
      case Operation.Unheard _ -> Answer.NONE;
      case Operation.UnderGrant write -> work.underLease(write);
    };
  }

  private int artifact(String sql, int artifact) {
    return jdbc.sql(sql).param("digest", DatabaseNumbers.digest(artifact)).update();
  }

  private Answer submit(Operation.Submit submit) {
    JobSetting setting = submit.setting();
    JobSubmission submission =
        new JobSubmission(
            setting.workspace(),
            setting.kind(),
            "{}",
            setting.priority(),
            setting.dependsOn().stream().map(numbers::job).collect(Collectors.toSet()),
            submit.delayMinutes() == 0 ? null : in(submit.delayMinutes()),
            setting.maxAttempts(),
            setting.inputs().stream().map(DatabaseNumbers::digest).toList(),
            setting.needs(),
            null,
            null);
    try {
      UUID id = queue.submit(submission);
      numbers.add(id);
      return jdbc.sql("SELECT state FROM job WHERE id = :id")
          .param("id", id)
          .query(String.class)
          .optional()
          .map(state -> Answer.added(JobState.valueOf(state), 1))
          .orElseThrow();
    } catch (UnknownDependencyException e) {
      return Answer.UNKNOWN_DEPENDENCY;
    } catch (DataIntegrityViolationException e) {
      return Answer.NO_INPUT;
    }
  }

  /** By the database's clock. */
  private Instant in(int minutes) {
    return jdbc.sql("SELECT clock_timestamp()")
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .single()
        .plus(Duration.ofMinutes(minutes));
  }

  private Answer claim(Operation.Claim claim) {
    List<ClaimedJob> claimed =
        queue.claim(
            claim.worker(),
            claim.kind(),
            Duration.ofMinutes(claim.leaseMinutes()),
            claim.atMost(),
            claim.terms());
    claimed.forEach(job -> numbers.add(job.lease()));
    return Answer.claimed(claimed.stream().map(this::handed).toList());
  }

  private Answer.Handed handed(ClaimedJob job) {
    return new Answer.Handed(
        numbers.job(job.lease().jobId()),
        job.workspace(),
        job.attempt(),
        DatabaseNumbers.artifact(job.checkpointDigest()),
        divisible(job));
  }

  /** The model's jobs are divided once, and their children not at all. */
  private boolean divisible(ClaimedJob job) {
    return !job.divided()
        && jdbc.sql("SELECT parent_id IS NULL FROM job WHERE id = :job")
            .param("job", job.lease().jobId())
            .query(Boolean.class)
            .single();
  }

  private static Answer answer(JobControl control) {
    return switch (control) {
      case JobControl.Accepted(JobState state) -> Answer.state(state);
      case JobControl.Refused(JobState state, String _) -> Answer.refused(state);
      case JobControl.NotFound() -> Answer.NOT_FOUND;
    };
  }

  /** A sweep that had to move blocked jobs shows it, because it should find none. */
  private static Answer answer(SweepReport swept) {
    return swept.unblocked() == 0
        ? Answer.swept(swept.requeued(), swept.failed(), swept.cancelled(), swept.trimmedEvents())
        : Answer.of(swept.toString());
  }

  @Override
  public List<JobFacts> facts() {
    return facts.all();
  }
}
