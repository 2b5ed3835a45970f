// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** What a worker writes while it works. All of it under the lease. */
final class JobReports {
  private static final String PROGRESS =
      """
      WITH moved AS (
        UPDATE job SET phase = :phase, completed = :completed, total = :total, unit = :unit, version = version + 1
        WHERE id = :job
        RETURNING id, attempt, phase, completed, total, unit)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'progress',
             jsonb_build_object('attempt', attempt, 'phase', phase, 'completed', completed, 'total', total, 'unit', unit)
      FROM moved CROSS JOIN (SELECT pg_notify('contextile_job', 'reported')) AS told
      """;

  /** Changes the job's row first, so that the ids of its events become visible in their order. */
  private static final String APPEND =
      """
      WITH touched AS (
        UPDATE job SET version = version + 1 WHERE id = :job RETURNING id, attempt)
      INSERT INTO job_event (job_id, type, data)
      SELECT touched.id, event.type, CAST(event.data AS jsonb) || jsonb_build_object('attempt', touched.attempt)
      FROM touched CROSS JOIN (SELECT pg_notify('contextile_job', 'reported')) AS told
      CROSS JOIN unnest(:types, :data) WITH ORDINALITY AS event (type, data, place)
      ORDER BY event.place
      """;

  private static final String CHECKPOINT =
      "UPDATE job SET checkpoint_digest = :digest, version = version + 1 WHERE id = :job";

  private final JdbcClient jdbc;
  private final JobTransaction transaction;
  private final LeaseFence fence;

  JobReports(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
    this.fence = new LeaseFence(jdbc);
  }

  void fenced(JobLease lease, Runnable writes) {
    transaction.executeWithoutResult(
        _ -> {
          fence.hold(lease);
          writes.run();
        });
  }

  void progress(JobLease lease, JobProgress progress) {
    fenced(
        lease,
        () ->
            jdbc.sql(PROGRESS)
                .param("job", lease.jobId())
                .param("phase", progress.phase())
                .param("completed", progress.completed())
                .param("total", progress.total())
                .param("unit", progress.unit())
                .update());
  }

  void append(JobLease lease, List<NewJobEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    String[] types = events.stream().map(event -> event.type().text()).toArray(String[]::new);
    String[] data = events.stream().map(NewJobEvent::dataJson).toArray(String[]::new);
    fenced(
        lease,
        () ->
            jdbc.sql(APPEND)
                .param("job", lease.jobId())
                .param("types", types)
                .param("data", data)
                .update());
  }

  void checkpoint(JobLease lease, String digest) {
    fenced(
        lease,
        () -> jdbc.sql(CHECKPOINT).param("job", lease.jobId()).param("digest", digest).update());
  }
}
