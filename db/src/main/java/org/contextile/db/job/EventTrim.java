// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the latest progress and log events of a job, and lets the older ones go. */
final class EventTrim {
  /**
   * An event that somebody else is deleting is left to them: whoever waits here while it holds the
   * locks of other jobs' events can be waited for in turn.
   */
  private static final String TRIM =
      """
      WITH numbered AS (
        SELECT e.job_id, e.id, row_number() OVER (PARTITION BY e.job_id ORDER BY e.id DESC) AS age
        FROM %s e WHERE e.type = :type),
      old AS (
        SELECT event.job_id, event.id FROM job_event event JOIN numbered USING (job_id, id)
        WHERE numbered.age > :kept FOR UPDATE OF event SKIP LOCKED)
      DELETE FROM job_event USING old WHERE job_event.job_id = old.job_id AND job_event.id = old.id
      """;

  private static final String TRIM_ONE =
      TRIM.formatted("(SELECT * FROM job_event WHERE job_id = :job)");

  private static final String TRIM_LEASED =
      TRIM.formatted("(SELECT job_event.* FROM job_lease JOIN job_event USING (job_id))");

  private final JdbcClient jdbc;
  private final JobQueueSettings settings;

  EventTrim(JdbcClient jdbc, JobQueueSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** The events of an attempt that has ended. The caller has locked the job. */
  void trim(UUID job) {
    jdbc.sql(TRIM_ONE)
        .param("job", job)
        .param("type", JobEventType.PROGRESS.text())
        .param("kept", settings.keptProgressEvents())
        .update();
    jdbc.sql(TRIM_ONE)
        .param("job", job)
        .param("type", JobEventType.LOG.text())
        .param("kept", settings.keptLogEvents())
        .update();
  }

  /** The events of all jobs that are worked on; says how many went. */
  int trimLeased() {
    return trimLeased(JobEventType.PROGRESS, settings.keptProgressEvents())
        + trimLeased(JobEventType.LOG, settings.keptLogEvents());
  }

  private int trimLeased(JobEventType type, int kept) {
    return jdbc.sql(TRIM_LEASED).param("type", type.text()).param("kept", kept).update();
  }
}
