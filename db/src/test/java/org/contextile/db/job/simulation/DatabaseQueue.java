// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.contextile.db.job.Backoff;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobControl;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.LeaseLostException;
import org.contextile.db.job.SweepReport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The real queue. Time passes in it by moving all that is still to come nearer. */
final class DatabaseQueue implements SimulatedQueue {
  private static final String WORKSPACE = "w";

  private static final String BROKEN =
      "{\"type\": \"%s\", \"title\": \"It broke\", \"status\": 500}".formatted(ModelJob.BROKEN);

  private static final String PASS =
      """
      WITH leases AS (
        UPDATE job_lease SET expires_at = expires_at - make_interval(hours => :hours)), waiting AS (
        UPDATE job_waiting SET run_after = run_after - make_interval(hours => :hours))
      UPDATE job SET run_after = run_after - make_interval(hours => :hours)
      """;

  private static final String FACTS =
      """
      SELECT state, attempt, failures, max_attempts, checkpoint_digest, error ->> 'type' AS problem,
        ARRAY(SELECT depends_on FROM job_dependency d WHERE d.job_id = job.id) AS depends_on,
        (SELECT count(*) FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
         WHERE d.job_id = job.id AND job.state = 'BLOCKED' AND needed.state <> 'SUCCEEDED') AS waits_for,
        ARRAY(SELECT token FROM job_lease l
              WHERE l.job_id = job.id AND l.expires_at > clock_timestamp()) AS live,
        (SELECT count(*) FROM effect e WHERE e.job_id = job.id AND e.published) AS effects,
        (SELECT count(*) FROM effect e WHERE e.job_id = job.id AND NOT e.published) AS writes,
        ARRAY(SELECT outcome FROM job_attempt a WHERE a.job_id = job.id ORDER BY attempt) AS outcomes,
        ARRAY(SELECT data ->> 'state' FROM job_event e
              WHERE e.job_id = job.id AND type = 'state' ORDER BY e.id) AS history
      FROM job ORDER BY array_position(CAST(:ids AS uuid[]), id)
      """;

  private final JdbcClient jdbc;
  private final JobQueue queue;
  private final List<UUID> jobs = new ArrayList<>();
  private final List<JobLease> grants = new ArrayList<>();

  /** Empties the database, which has the schema of this version. */
  DatabaseQueue(DataSource database) {
    jdbc = JdbcClient.create(database);
    Backoff backoff =
        new Backoff(
            Duration.ofMinutes(ModelTime.BACKOFF_MINUTES),
            Duration.ofMinutes(ModelTime.LONGEST_BACKOFF_MINUTES));
    queue =
        new JobQueue(
            jdbc, new JdbcTransactionManager(database), new JobQueueSettings(backoff, 3, 2));
    jdbc.sql("CREATE TABLE IF NOT EXISTS effect (job_id uuid NOT NULL, published boolean NOT NULL)")
        .update();
    jdbc.sql("TRUNCATE job, job_waiting, job_lease, job_turn, job_event, effect CASCADE").update();
    for (int i = 0; i < Interleaving.ARTIFACTS; i++) {
      jdbc.sql("INSERT INTO artifact VALUES (:digest, 1, 'text/plain') ON CONFLICT DO NOTHING")
          .param("digest", digest(i))
          .update();
    }
  }

  @Override
  public Answer apply(Operation operation) {
    return switch (operation) {
      case Operation.Submit submit -> submit(submit);
      case Operation.Claim claim -> claim(claim);
      case Operation.Cancel(int job) -> answer(queue.cancel(WORKSPACE, jobs.get(job)));
      case Operation.Retry(int job) -> answer(queue.retry(WORKSPACE, jobs.get(job)));
      case Operation.Sweep() -> answer(queue.sweep());
      case Operation.Pass(int hours) -> {
        jdbc.sql(PASS).param("hours", hours).update();
        yield Answer.NONE;
      }
      case Operation.Crash _ -> Answer.NONE;
      case Operation.UnderGrant write -> {
        try {
          yield underLease(write, grants.get(write.grant()));
        } catch (LeaseLostException e) {
          yield Answer.LOST;
        }
      }
    };
  }

  private Answer submit(Operation.Submit submit) {
    UUID id =
        queue.submit(
            new JobSubmission(
                WORKSPACE,
                submit.kind(),
                "{}",
                submit.priority(),
                submit.dependsOn().stream().map(jobs::get).collect(Collectors.toSet()),
                submit.delayMinutes() == 0 ? null : in(submit.delayMinutes()),
                submit.maxAttempts(),
                List.of(),
                JobNeeds.NOTHING));
    jobs.add(id);
    return jdbc.sql("SELECT state FROM job WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .optional()
        .map(Answer::of)
        .orElseThrow();
  }

  /** By the database's clock. */
  private Instant in(int minutes) {
    return jdbc.sql("SELECT clock_timestamp()")
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .single()
        .plus(Duration.ofMinutes(minutes));
  }

  private Answer claim(Operation.Claim claim) {
    Optional<ClaimedJob> claimed =
        queue.claim(claim.worker(), claim.kind(), Duration.ofMinutes(claim.leaseMinutes()));
    claimed.ifPresent(job -> grants.add(job.lease()));
    return claimed
        .map(
            job ->
                Answer.claimed(
                    jobs.indexOf(job.lease().jobId()),
                    job.attempt(),
                    checkpoint(job.checkpointDigest())))
        .orElse(Answer.NONE);
  }

  private Answer underLease(Operation.UnderGrant write, JobLease lease) {
    return switch (write) {
      case Operation.Beat(_, int minutes) ->
          switch (queue.heartbeat(lease, Duration.ofMinutes(minutes))) {
            case LOST -> Answer.LOST;
            case HELD -> Answer.of("HELD");
            case CANCEL_REQUESTED -> Answer.of("CANCEL_REQUESTED");
          };
      case Operation.Write _ -> {
        queue.fenced(lease, () -> effect(lease, false));
        yield Answer.NONE;
      }
      case Operation.Checkpoint(_, int artifact) -> {
        queue.checkpoint(lease, digest(artifact));
        yield Answer.NONE;
      }
      case Operation.Succeed _ -> Answer.state(queue.succeed(lease, () -> effect(lease, true)));
      case Operation.Fail(_, boolean retryable) ->
          Answer.state(queue.fail(lease, BROKEN, retryable));
      case Operation.Stop _ -> stopped(() -> queue.cancelled(lease));
      case Operation.Release _ -> Answer.state(queue.release(lease));
    };
  }

  private static Answer stopped(Supplier<JobState> stop) {
    try {
      return Answer.state(stop.get());
    } catch (IllegalStateException e) {
      return Answer.NOT_ASKED;
    }
  }

  private String effect(JobLease lease, boolean published) {
    jdbc.sql("INSERT INTO effect VALUES (:job, :published)")
        .param("job", lease.jobId())
        .param("published", published)
        .update();
    return "{}";
  }

  private static Answer answer(JobControl control) {
    return switch (control) {
      case JobControl.Accepted(JobState state) -> Answer.state(state);
      case JobControl.Refused(JobState state, String _) -> Answer.refused(state);
      case JobControl.NotFound() -> Answer.of("not found");
    };
  }

  /** A sweep that had to move blocked jobs shows it, because it should find none. */
  private static Answer answer(SweepReport swept) {
    return swept.unblocked() == 0
        ? Answer.swept(swept.requeued(), swept.failed(), swept.cancelled())
        : Answer.of(swept.toString());
  }

  @Override
  public List<JobFacts> facts() {
    return jdbc.sql(FACTS)
        .param("ids", jobs.stream().map(UUID::toString).toArray(String[]::new))
        .query(this::facts)
        .list();
  }

  private JobFacts facts(ResultSet row, int number) throws SQLException {
    @Nullable String problem = row.getString("problem");
    return new JobFacts(
        JobState.valueOf(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("max_attempts"),
        uuids(row.getArray("depends_on")).stream().map(jobs::indexOf).collect(Collectors.toSet()),
        row.getInt("waits_for"),
        uuids(row.getArray("live")).stream().map(this::grantOf).collect(Collectors.toSet()),
        row.getInt("effects"),
        row.getInt("writes"),
        checkpoint(row.getString("checkpoint_digest")),
        problem,
        texts(row.getArray("outcomes")).stream().map(JobAttempt.Outcome::valueOf).toList(),
        texts(row.getArray("history")).stream().map(JobState::valueOf).toList());
  }

  private int grantOf(UUID token) {
    for (int i = 0; i < grants.size(); i++) {
      if (grants.get(i).token().equals(token)) {
        return i;
      }
    }
    return -1;
  }

  private static String digest(int artifact) {
    return Integer.toString(artifact).repeat(64);
  }

  private static int checkpoint(@Nullable String digest) {
    return digest == null ? -1 : digest.charAt(0) - '0';
  }

  private static Set<UUID> uuids(Array array) throws SQLException {
    return Set.of((UUID[]) array.getArray());
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }
}
