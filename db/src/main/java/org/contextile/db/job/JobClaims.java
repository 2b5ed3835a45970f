// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Hands out leases and extends them. Each is one statement, and so one short transaction. */
final class JobClaims {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String CLAIM =
      """
      SELECT id, token, workspace, attempt, request, checkpoint_digest, input_digests, divided, needs_gpu,
             needs_memory_bytes, created_by, traceparent
      FROM claim_jobs(:kind, :worker, make_interval(secs => :seconds), :atMost, :cap, CAST(:caps AS jsonb),
                      :gpus, :memory, :freeGpus, :freeMemory)
      """;

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

  JobClaim claim(String worker, JobKind kind, Duration lease, int atMost, ClaimTerms terms) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "A claim must be committed before the work starts, not in a transaction around it");
    }
    List<ClaimedJob> jobs = new ArrayList<>();
    AtomicReference<@Nullable JobNeeds> waiting = new AtomicReference<>();
    jdbc.sql(CLAIM)
        .param("kind", kind.text())
        .param("worker", worker)
        .param("seconds", seconds(lease))
        .param("atMost", atMost)
        .param("cap", terms.cap())
        .param("caps", terms.caps().isEmpty() ? "{}" : JSON.writeValueAsString(terms.caps()))
        .param("gpus", terms.offer().gpus())
        .param("memory", terms.offer().memoryBytes())
        .param("freeGpus", terms.free().gpus())
        .param("freeMemory", terms.free().memoryBytes())
        .query(
            row -> {
              JobNeeds needs = new JobNeeds(row.getBoolean(9), row.getLong(10));
              if (row.getObject(1) == null) {
                waiting.set(needs);
              } else {
                jobs.add(claimed(kind, row, needs));
              }
            });
    return new JobClaim(jobs, Optional.ofNullable(waiting.get()));
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

  private static ClaimedJob claimed(JobKind kind, ResultSet row, JobNeeds needs)
      throws SQLException {
    // By places: many are claimed at once, and names take time.
    @Nullable String checkpoint = row.getString(6);
    return new ClaimedJob(
        new JobLease(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
        row.getString(3),
        row.getString(11),
        kind,
        row.getInt(4),
        row.getString(5),
        checkpoint,
        List.of((String[]) row.getArray(7).getArray()),
        needs,
        row.getBoolean(8),
        row.getString(12));
  }
}
