// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobState;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at all jobs in the tables themselves. */
final class DatabaseFacts {
  private static final String FACTS =
      """
      SELECT job.*, job.error ->> 'type' AS problem, around.*, said.*, done.*, held.*, live.*,
        ARRAY(SELECT depends_on FROM job_dependency d WHERE d.job_id = job.id) AS depends_on,
        CASE WHEN job.state = 'BLOCKED' THEN
          (SELECT count(*) FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
           WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED')
          + (SELECT count(*) FROM job child WHERE child.parent_id = job.id AND child.state <> 'SUCCEEDED')
        ELSE 0 END AS waits_for
      FROM job
      CROSS JOIN LATERAL (
        SELECT count(*) AS waiting, count(*) FILTER (
          WHERE w.blocked = (job.state = 'BLOCKED') AND w.kind = job.kind AND w.workspace = job.workspace
            AND w.priority = job.priority AND w.run_after = job.run_after AND w.needs_gpu = job.needs_gpu
            AND w.needs_memory_bytes = job.needs_memory_bytes) AS waiting_alike
        FROM job_waiting w WHERE w.job_id = job.id) AS around
      CROSS JOIN LATERAL (
        SELECT count(*) AS leases,
               array_remove(array_agg(CASE WHEN l.expires_at > clock_timestamp() THEN l.token END), NULL) AS tokens
        FROM job_lease l WHERE l.job_id = job.id) AS live
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e.type = 'progress') AS progress_events,
               count(*) FILTER (WHERE e.type = 'log') AS log_events,
               array_agg(e.data ->> 'state' ORDER BY e.id) FILTER (WHERE e.type = 'state') AS history,
               array_agg(e.data ->> 'attempt' || ' ' || (e.data ->> 'outcome') ORDER BY e.id)
                 FILTER (WHERE e.data ->> 'outcome' IS NOT NULL) AS outcomes
        FROM job_event e WHERE e.job_id = job.id) AS said
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE e.published) AS effects, count(*) FILTER (WHERE NOT e.published) AS writes
        FROM effect e WHERE e.job_id = job.id) AS done
      CROSS JOIN LATERAL (
        SELECT array_agg(i.digest) AS held_digests FROM job_input i WHERE i.job_id = job.id) AS held
      ORDER BY array_position(CAST(:ids AS uuid[]), job.id)
      """;

  private final JdbcClient jdbc;
  private final DatabaseNumbers numbers;

  DatabaseFacts(JdbcClient jdbc, DatabaseNumbers numbers) {
    this.jdbc = jdbc;
    this.numbers = numbers;
  }

  List<JobFacts> all() {
    return jdbc.sql(FACTS)
        .param("ids", numbers.jobs().stream().map(UUID::toString).toArray(String[]::new))
        .query(this::facts)
        .list();
  }

  private JobFacts facts(ResultSet row, int number) throws SQLException {
    @Nullable String problem = row.getString("problem");
    return new JobFacts(
        setting(row),
        JobState.valueOf(row.getString("state")),
        row.getInt("waits_for"),
        row.getInt("attempt"),
        row.getInt("failures"),
        uuids(row, "tokens").stream().map(numbers::grant).collect(Collectors.toSet()),
        row.getInt("effects"),
        row.getInt("writes"),
        row.getInt("completed"),
        DatabaseNumbers.artifact(row.getString("checkpoint_digest")),
        problem,
        texts(row, "outcomes").stream().map(DatabaseFacts::ended).toList(),
        texts(row, "history").stream().map(JobState::valueOf).toList(),
        new JobTraces(
            row.getInt("waiting"),
            row.getInt("waiting_alike"),
            row.getInt("leases"),
            artifacts(row, "held_digests"),
            row.getInt("progress_events"),
            row.getInt("log_events")));
  }

  private JobSetting setting(ResultSet row) throws SQLException {
    @Nullable UUID parent = row.getObject("parent_id", UUID.class);
    return new JobSetting(
        row.getString("workspace"),
        JobKind.of(row.getString("kind")),
        row.getInt("priority"),
        new JobNeeds(row.getBoolean("needs_gpu"), row.getLong("needs_memory_bytes")),
        row.getInt("max_attempts"),
        numbers.jobs(uuids(row, "depends_on")),
        parent == null ? JobSetting.NOBODY : numbers.job(parent),
        artifacts(row, "input_digests"));
  }

  private static JobFacts.Ended ended(String text) {
    int blank = text.indexOf(' ');
    return new JobFacts.Ended(
        Integer.parseInt(text.substring(0, blank)),
        AttemptOutcome.valueOf(text.substring(blank + 1)));
  }

  private static Set<Integer> artifacts(ResultSet row, String column) throws SQLException {
    return texts(row, column).stream().map(DatabaseNumbers::artifact).collect(Collectors.toSet());
  }

  private static List<UUID> uuids(ResultSet row, String column) throws SQLException {
    return row.getArray(column) == null
        ? new ArrayList<>()
        : List.of((UUID[]) row.getArray(column).getArray());
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    return row.getArray(column) == null
        ? List.of()
        : Arrays.asList((String[]) row.getArray(column).getArray());
  }
}
