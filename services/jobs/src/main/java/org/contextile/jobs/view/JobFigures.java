// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Figures about jobs, read for a whole page of them at once. */
@Repository
public class JobFigures {
  private static final String ATTEMPTS =
      """
      SELECT job_id, attempt, worker, started_at, ended_at, outcome, error FROM job_attempt WHERE job_id IN (:jobs)
      UNION ALL
      SELECT job_id, attempt, worker, claimed_at, NULL, NULL, NULL FROM job_lease WHERE job_id IN (:jobs)
      ORDER BY job_id, attempt
      """;

  /**
   * Of the present attempt of each job, and of each running child of its kind: others count other
   * things, and attempts before this one counted from where they began.
   */
  private static final String RATES =
      """
      SELECT member.parent,
             max((event.data ->> 'completed')::bigint) - min((event.data ->> 'completed')::bigint) AS done,
             extract(epoch FROM max(event.at) - min(event.at)) AS seconds
      FROM (SELECT id AS parent, id, attempt, phase FROM job WHERE id IN (:jobs)
            UNION ALL
            SELECT child.parent_id, child.id, child.attempt, child.phase FROM job child JOIN job_lease ON job_lease.job_id = child.id
            JOIN job parent ON parent.id = child.parent_id AND parent.kind = child.kind
            WHERE child.parent_id IN (:jobs)) AS member
      JOIN job_event event ON event.job_id = member.id AND event.data ->> 'phase' = member.phase
        AND (event.data ->> 'attempt')::integer = member.attempt
      WHERE event.type = 'progress'
      GROUP BY member.parent, member.id
      """;

  private static final String LATEST_METRICS =
      """
      SELECT DISTINCT ON (data ->> 'name') data ->> 'name' AS name, (data ->> 'value')::double precision AS value
      FROM job_event
      WHERE job_id = :job AND type = 'metric' AND jsonb_typeof(data -> 'value') = 'number'
      ORDER BY data ->> 'name', id DESC
      """;

  /** Of an attempt that was lost, what comes before the step at which a later one took it up. */
  private static final String SERIES =
      """
      WITH point AS (
        SELECT id, data ->> 'name' AS name, (data ->> 'step')::bigint AS step,
               (data ->> 'value')::double precision AS value, coalesce((data ->> 'attempt')::integer, 0) AS attempt
        FROM job_event
        WHERE job_id = :job AND type = 'metric' AND jsonb_typeof(data -> 'value') = 'number'),
      curve AS (
        SELECT point.*, min(step) OVER (
                 PARTITION BY name ORDER BY attempt DESC
                 GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begun_anew
        FROM point)
      SELECT name, step, value FROM curve WHERE begun_anew IS NULL OR step < begun_anew ORDER BY id
      """;

  private final JdbcClient jdbc;

  JobFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An attempt, the running one among them: it has no end yet. */
  record Attempt(
      UUID job,
      int number,
      String worker,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String outcome,
      @Nullable String errorJson) {}

  /** A metric's value at a step. */
  public record Point(String name, long step, double value) {}

  Map<UUID, List<Attempt>> attempts(Set<UUID> jobs) {
    if (jobs.isEmpty()) {
      return Map.of();
    }
    return jdbc.sql(ATTEMPTS).param("jobs", jobs).query((row, _) -> attempt(row)).list().stream()
        .collect(groupingBy(Attempt::job));
  }

  /**
   * Units per second in the present phase, of those jobs that have got ahead in it; of a job that
   * waits for its children, what the running ones of them do together.
   */
  Map<UUID, Double> rates(Collection<UUID> jobs) {
    Map<UUID, Double> rates = new HashMap<>();
    if (jobs.isEmpty()) {
      return rates;
    }
    jdbc.sql(RATES)
        .param("jobs", jobs)
        .query(
            row -> {
              double seconds = row.getDouble("seconds");
              long done = row.getLong("done");
              if (seconds > 0 && done > 0) {
                rates.merge(row.getObject("parent", UUID.class), done / seconds, Double::sum);
              }
            });
    return rates;
  }

  /** The latest value of each metric, by name. */
  Map<String, Double> latestMetrics(UUID job) {
    Map<String, Double> metrics = new TreeMap<>();
    jdbc.sql(LATEST_METRICS)
        .param("job", job)
        .query(
            row -> {
              metrics.put(row.getString("name"), row.getDouble("value"));
            });
    return metrics;
  }

  /**
   * Every metric's values, by name, in the order of their steps: those that a later attempt
   * measured anew are left out.
   */
  public Map<String, List<Point>> series(UUID job) {
    return jdbc
        .sql(SERIES)
        .param("job", job)
        .query(
            (row, _) ->
                new Point(row.getString("name"), row.getLong("step"), row.getDouble("value")))
        .list()
        .stream()
        .collect(groupingBy(Point::name, LinkedHashMap::new, toList()));
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    Timestamp endedAt = row.getTimestamp("ended_at");
    return new Attempt(
        row.getObject("job_id", UUID.class),
        row.getInt("attempt"),
        row.getString("worker"),
        row.getTimestamp("started_at").toInstant(),
        endedAt == null ? null : endedAt.toInstant(),
        row.getString("outcome"),
        row.getString("error"));
  }
}
