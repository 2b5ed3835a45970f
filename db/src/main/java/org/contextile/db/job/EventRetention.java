// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bounds the events of a job: the latest of its progress and log, and thinned metric curves. */
final class EventRetention {
  /**
   * An event that somebody else is deleting is left to them: whoever waits here while it holds the
   * locks of other jobs' events can be waited for in turn.
   */
  private static final String LATEST =
      """
      WITH numbered AS (
        SELECT e.job_id, e.id, row_number() OVER (PARTITION BY e.job_id ORDER BY e.id DESC) AS age
        FROM %s e WHERE e.type = :type),
      old AS (
        SELECT event.job_id, event.id FROM job_event event JOIN numbered USING (job_id, id)
        WHERE numbered.age > :retained FOR UPDATE OF event SKIP LOCKED)
      DELETE FROM job_event USING old WHERE job_event.job_id = old.job_id AND job_event.id = old.id
      """;

  /**
   * Divides each curve that is too long into stretches of steps and keeps the lowest and the
   * highest value of each, besides the curve's ends: what is left was reported, and no extreme is
   * lost. Stretches are powers of two wide, so that thinning again finds the same extremes.
   */
  private static final String THIN =
      """
      WITH metric AS MATERIALIZED (SELECT e.job_id, e.id, e.data FROM %s e WHERE e.type = 'metric'),
      many AS (SELECT job_id FROM metric GROUP BY job_id HAVING count(*) > :retained),
      point AS (
        SELECT job_id, id, data ->> 'name' AS name, (data ->> 'step')::bigint AS step,
               CASE WHEN jsonb_typeof(data -> 'value') = 'number' THEN (data ->> 'value')::double precision END AS value
        FROM metric JOIN many USING (job_id)),
      curve AS (
        SELECT job_id, name,
               greatest(0, ceil(log(2, (max(step)::numeric - min(step) + 1) / :stretches)))::integer AS shift
        FROM point GROUP BY job_id, name HAVING count(*) > :retained),
      placed AS (
        SELECT job_id, id, value,
               row_number() OVER (stretch ORDER BY value, id) AS lowest,
               row_number() OVER (stretch ORDER BY value DESC NULLS LAST, id) AS highest,
               row_number() OVER (PARTITION BY job_id, name, step >> shift, value IS NULL ORDER BY id) AS nth,
               row_number() OVER (whole ORDER BY id) AS first, row_number() OVER (whole ORDER BY id DESC) AS last
        FROM point JOIN curve USING (job_id, name)
        WINDOW stretch AS (PARTITION BY job_id, name, step >> shift), whole AS (PARTITION BY job_id, name)),
      old AS (
        SELECT event.job_id, event.id FROM job_event event JOIN placed USING (job_id, id)
        WHERE lowest > 1 AND highest > 1 AND first > 1 AND last > 1 AND NOT (value IS NULL AND nth = 1)
        FOR UPDATE OF event SKIP LOCKED)
      DELETE FROM job_event USING old WHERE job_event.job_id = old.job_id AND job_event.id = old.id
      """;

  private static final String OF_ONE = "(SELECT * FROM job_event WHERE job_id = :job)";

  private static final String OF_LEASED =
      "(SELECT job_event.* FROM job_lease JOIN job_event USING (job_id))";

  private static final String LATEST_OF_ONE = LATEST.formatted(OF_ONE);
  private static final String LATEST_OF_LEASED = LATEST.formatted(OF_LEASED);
  private static final String THIN_ONE = THIN.formatted(OF_ONE);
  private static final String THIN_LEASED = THIN.formatted(OF_LEASED);

  private final JdbcClient jdbc;
  private final JobQueueSettings settings;

  EventRetention(JdbcClient jdbc, JobQueueSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** The events of an attempt that has ended. The caller has locked the job. */
  void trim(UUID job) {
    latest(LATEST_OF_ONE, JobEventType.PROGRESS, settings.retainedProgressEvents())
        .param("job", job)
        .update();
    latest(LATEST_OF_ONE, JobEventType.LOG, settings.retainedLogEvents())
        .param("job", job)
        .update();
    thinned(THIN_ONE).param("job", job).update();
  }

  /** The events of all jobs that are worked on; says how many went. */
  int trimLeased() {
    return latest(LATEST_OF_LEASED, JobEventType.PROGRESS, settings.retainedProgressEvents())
            .update()
        + latest(LATEST_OF_LEASED, JobEventType.LOG, settings.retainedLogEvents()).update()
        + thinned(THIN_LEASED).update();
  }

  private JdbcClient.StatementSpec latest(String sql, JobEventType type, int retained) {
    return jdbc.sql(sql).param("type", type.text()).param("retained", retained);
  }

  private JdbcClient.StatementSpec thinned(String sql) {
    return jdbc.sql(sql)
        .param("retained", settings.retainedMetricEvents())
        // Up to three points in each, and one stretch more where they begin in the midst of one.
        .param("stretches", settings.retainedMetricEvents() / 4);
  }
}
