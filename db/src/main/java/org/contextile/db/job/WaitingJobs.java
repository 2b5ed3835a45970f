// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of jobs that are {@code BLOCKED} or {@code QUEUED}. Whoever moves a job into one of
 * these states, or out of it other than by a claim, says so here, under the lock of the job's row.
 */
final class WaitingJobs {
  private static final String ENTER =
      """
      INSERT INTO job_waiting (kind, blocked, workspace, priority, run_after, job_id, needs_gpu, needs_memory_bytes)
      SELECT kind, state = 'BLOCKED', workspace, priority, run_after, id, needs_gpu, needs_memory_bytes
      FROM job WHERE id = ANY (CAST(:jobs AS uuid[]))
      """;

  private static final String LEAVE =
      """
      DELETE FROM job_waiting w USING job
      WHERE job.id = ANY (CAST(:jobs AS uuid[])) AND w.kind = job.kind AND w.blocked = ANY ('{t,f}') AND w.workspace = job.workspace
        AND w.priority = job.priority AND w.run_after = job.run_after AND w.job_id = job.id
      """;

  private final JdbcClient jdbc;

  WaitingJobs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void enter(UUID job) {
    enter(List.of(job));
  }

  /** To be called when the jobs have become {@code BLOCKED} or {@code QUEUED}. */
  void enter(Collection<UUID> jobs) {
    jdbc.sql(ENTER).param("jobs", JobIds.array(jobs)).update();
  }

  /** To be called before anything else of the jobs changes. */
  void leave(Collection<UUID> jobs) {
    jdbc.sql(LEAVE).param("jobs", JobIds.array(jobs)).update();
  }
}
