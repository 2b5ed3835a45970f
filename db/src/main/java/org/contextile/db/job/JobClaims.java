// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Hands out leases and extends them. Each is one statement, and so one short transaction. */
final class JobClaims {
  /** The kind whose best job is best of all. Looks without locking. */
  private static final String BEST_KIND =
      """
      (SELECT wanted.kind
       FROM unnest(:kinds) AS wanted (kind)
       CROSS JOIN LATERAL (
         SELECT priority, run_after, id FROM job
         WHERE state = 'QUEUED' AND job.kind = wanted.kind AND run_after <= clock_timestamp()
         ORDER BY priority DESC, run_after, id LIMIT 1) AS best
       ORDER BY best.priority DESC, best.run_after, best.id LIMIT 1)
      """;

  /** Takes the best job of one kind that no other claim is taking at this moment. */
  private static final String CLAIM =
      """
      WITH next AS (
        SELECT id FROM job
        WHERE state = 'QUEUED' AND kind = %s AND run_after <= clock_timestamp()
        ORDER BY priority DESC, run_after, id LIMIT 1
        FOR NO KEY UPDATE SKIP LOCKED),
      taken AS (
        UPDATE job SET state = 'RUNNING', attempt = attempt + 1, version = version + 1,
                       started_at = coalesce(started_at, clock_timestamp())
        FROM next WHERE job.id = next.id
        RETURNING job.id, workspace, kind, attempt, request, checkpoint_digest, input_digests),
      leased AS (
        INSERT INTO job_lease (job_id, token, attempt, worker, claimed_at, expires_at)
        SELECT id, gen_random_uuid(), attempt, :worker, clock_timestamp(),
               clock_timestamp() + make_interval(secs => :seconds)
        FROM taken RETURNING token),
      reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_build_object('state', 'RUNNING', 'attempt', attempt, 'worker', :worker) FROM taken)
      SELECT taken.*, leased.token FROM taken, leased
      """;

  private static final String CLAIM_ONE_KIND = CLAIM.formatted(":kind");
  private static final String CLAIM_BEST_KIND = CLAIM.formatted(BEST_KIND);

  private static final String HEARTBEAT =
      """
      WITH beat AS (
        UPDATE job_lease SET expires_at = clock_timestamp() + make_interval(secs => :seconds)
        WHERE job_id = :job AND token = :token AND expires_at > clock_timestamp()
        RETURNING job_id)
      SELECT state FROM job JOIN beat ON beat.job_id = job.id
      """;

  private final JdbcClient jdbc;

  JobClaims(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<ClaimedJob> claim(String worker, Set<JobKind> kinds, Duration lease) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "A claim must be committed before the work starts, not in a transaction around it");
    }
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    if (kinds.size() > 1) {
      Optional<ClaimedJob> best =
          jdbc.sql(CLAIM_BEST_KIND)
              .param("kinds", kinds.stream().map(JobKind::text).toArray(String[]::new))
              .param("worker", worker)
              .param("seconds", seconds(lease))
              .query(JobClaims::claimed)
              .optional();
      if (best.isPresent()) {
        return best;
      }
    }
    // Another claim may have taken the only job of the best kind: look at each kind before giving
    // up.
    return kinds.stream().sorted().flatMap(kind -> claim(worker, kind, lease).stream()).findFirst();
  }

  private Optional<ClaimedJob> claim(String worker, JobKind kind, Duration lease) {
    return jdbc.sql(CLAIM_ONE_KIND)
        .param("kind", kind.text())
        .param("worker", worker)
        .param("seconds", seconds(lease))
        .query(JobClaims::claimed)
        .optional();
  }

  Heartbeat heartbeat(JobLease lease, Duration length) {
    return jdbc.sql(HEARTBEAT)
        .param("job", lease.jobId())
        .param("token", lease.token())
        .param("seconds", seconds(length))
        .query(String.class)
        .optional()
        .map(
            state ->
                JobState.valueOf(state) == JobState.CANCELLING
                    ? Heartbeat.CANCEL_REQUESTED
                    : Heartbeat.HELD)
        .orElse(Heartbeat.LOST);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static ClaimedJob claimed(ResultSet row, int number) throws SQLException {
    @Nullable String checkpoint = row.getString("checkpoint_digest");
    return new ClaimedJob(
        new JobLease(row.getObject("id", UUID.class), row.getObject("token", UUID.class)),
        row.getString("workspace"),
        JobKind.of(row.getString("kind")),
        row.getInt("attempt"),
        row.getString("request"),
        checkpoint,
        List.of((String[]) row.getArray("input_digests").getArray()));
  }
}
