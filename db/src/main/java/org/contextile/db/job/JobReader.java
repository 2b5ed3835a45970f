// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads jobs and what happened to them. */
public class JobReader {
  private static final String SELECT =
      """
      SELECT job.*, lease.worker, below.*, ARRAY(
        SELECT depends_on FROM job_dependency d WHERE d.job_id = job.id ORDER BY depends_on) AS depends_on, ARRAY(
        SELECT o.id FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_ids, ARRAY(
        SELECT o.type FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_types, ARRAY(
        SELECT o.deleted FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_deleted
      FROM job LEFT JOIN job_lease lease ON lease.job_id = job.id
      CROSS JOIN LATERAL (
        -- A job tells its own progress, or those below it do: counted are those that tell theirs.
        WITH RECURSIVE member AS (
          SELECT child.id, true AS own, child.kind, child.state, child.version, child.divided, child.phase, child.unit,
                 child.completed, child.total, true AS asked
          FROM job child WHERE job.divided AND child.parent_id = job.id
          UNION ALL
          SELECT child.id, false, child.kind, child.state, child.version, child.divided, child.phase, child.unit,
                 child.completed, child.total,
                 member.asked AND member.state NOT IN ('RUNNING', 'CANCELLING', 'SUCCEEDED')
          FROM member JOIN job child ON child.parent_id = member.id WHERE member.divided),
        said AS (
          SELECT *, asked AND (NOT divided OR state IN ('RUNNING', 'CANCELLING', 'SUCCEEDED')) AS counts FROM member)
        SELECT count(*) FILTER (WHERE own) AS children,
               count(*) FILTER (WHERE own AND state = 'SUCCEEDED') AS children_succeeded,
               count(*) FILTER (WHERE own AND state = 'FAILED') AS children_failed,
               count(*) FILTER (WHERE own AND state = 'CANCELLED') AS children_cancelled,
               coalesce(sum(version), 0)::bigint AS children_version,
               count(DISTINCT kind) FILTER (WHERE counts) > 1
                 OR count(DISTINCT unit) FILTER (WHERE counts) > 1 AS children_unlike,
               max(phase) FILTER (WHERE counts) AS children_phase, max(unit) FILTER (WHERE counts) AS children_unit,
               coalesce(sum(completed) FILTER (WHERE counts), 0)::bigint AS children_completed,
               CASE WHEN bool_and(total > 0 OR state IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) FILTER (WHERE counts)
                    THEN coalesce(sum(total) FILTER (WHERE counts), 0)::bigint ELSE 0 END AS children_total
        FROM said) AS below
      """;

  private static final String FIND = SELECT + "WHERE job.id = :id AND job.workspace = :workspace";

  private static final String PARENTS = SELECT + "WHERE job.divided AND job.id = ANY (:jobs)";

  /** Its first event tells its first state. */
  private static final String SUBMITTED =
      """
      SELECT job.id, job.kind, job.priority, job.needs_gpu, job.needs_memory_bytes, job.request, job.created_at,
        job.created_by,
        CASE WHEN job.attempt = 0 THEN job.error END AS error, first.state, ARRAY(
        SELECT depends_on FROM job_dependency d WHERE d.job_id = job.id ORDER BY depends_on) AS depends_on, ARRAY(
        SELECT o.id FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_ids, ARRAY(
        SELECT o.type FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_types, ARRAY(
        SELECT o.deleted FROM job_output o WHERE o.job_id = job.id ORDER BY o.id) AS output_deleted
      FROM job CROSS JOIN LATERAL (
        SELECT e.data ->> 'state' AS state FROM job_event e WHERE e.job_id = job.id AND e.type = 'state'
        ORDER BY e.id LIMIT 1) AS first
      WHERE job.id = :id AND job.workspace = :workspace
      """;

  private static final String PAGE =
      """
        job.workspace = :workspace AND job.id < :before
        AND (cardinality(:states) = 0 OR job.state = ANY (:states))
        AND (cardinality(:kinds) = 0 OR job.kind = ANY (:kinds))
        AND (CAST(:cohort AS text) IS NULL OR job.request ->> 'cohortId' = :cohort)
        AND job.parent_id IS NOT DISTINCT FROM CAST(:parent AS uuid)
      ORDER BY job.id DESC LIMIT :limit
      """;

  private static final String LIST = SELECT + "WHERE " + PAGE;

  /** Finished jobs can be millions. */
  private static final String LIST_UNFINISHED =
      SELECT
          + "WHERE job.id IN (SELECT job_id FROM job_waiting UNION ALL SELECT job_id FROM"
          + " job_lease) AND "
          + PAGE;

  private static final String EVENTS =
      """
      SELECT id, job_id, at, type, data FROM job_event WHERE job_id = :job AND id > :after ORDER BY id LIMIT :limit
      """;

  private static final String ATTEMPTS =
      """
      SELECT attempt, worker, started_at, ended_at, outcome, error FROM job_attempt WHERE job_id = :job ORDER BY attempt
      """;

  private final JdbcClient jdbc;

  public JobReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<JobView> find(String workspace, UUID id) {
    return jdbc.sql(FIND)
        .param("id", id)
        .param("workspace", workspace)
        .query(JobReader::view)
        .optional();
  }

  /** A job as it was when it was submitted. */
  public Optional<SubmittedJob> findSubmitted(String workspace, UUID id) {
    return jdbc.sql(SUBMITTED)
        .param("id", id)
        .param("workspace", workspace)
        .query(
            (row, _) -> {
              JobState state = JobState.valueOf(row.getString("state"));
              return new SubmittedJob(
                  row.getObject("id", UUID.class),
                  JobKind.of(row.getString("kind")),
                  state,
                  row.getInt("priority"),
                  List.of((UUID[]) row.getArray("depends_on").getArray()),
                  outputs(row),
                  new JobNeeds(row.getBoolean("needs_gpu"), row.getLong("needs_memory_bytes")),
                  row.getString("request"),
                  state.terminal() ? row.getString("error") : null,
                  row.getTimestamp("created_at").toInstant(),
                  row.getString("created_by"));
            })
        .optional();
  }

  /** Those of the jobs that have children. The caller checks the workspace. */
  public List<JobView> parents(Collection<UUID> jobs) {
    return jdbc.sql(PARENTS).param("jobs", jobs.toArray(UUID[]::new)).query(JobReader::view).list();
  }

  /**
   * A page of the workspace's jobs before an id, newest first; see {@link
   * org.contextile.db.Paging}.
   */
  public List<JobView> list(String workspace, JobFilter filter, UUID before, int limit) {
    return jdbc.sql(filter.unfinishedOnly() ? LIST_UNFINISHED : LIST)
        .param("workspace", workspace)
        .param("before", before)
        .param("states", filter.states().stream().map(JobState::name).toArray(String[]::new))
        .param("kinds", filter.kinds().stream().map(JobKind::text).toArray(String[]::new))
        .param("cohort", filter.cohortId() == null ? null : filter.cohortId().toString())
        .param("parent", filter.parentId())
        .param("limit", limit)
        .query(JobReader::view)
        .list();
  }

  /**
   * The events of a job after an event's id, in their order; 0 is before the first. The caller
   * checks the workspace.
   */
  public List<JobEvent> events(UUID job, long after, int limit) {
    return jdbc.sql(EVENTS)
        .param("job", job)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> JobEventReader.jobEvent(row))
        .list();
  }

  /** The ended attempts of a job, the first one first. The caller checks the workspace. */
  public List<JobAttempt> attempts(UUID job) {
    return jdbc.sql(ATTEMPTS)
        .param("job", job)
        .query(
            (row, _) ->
                new JobAttempt(
                    row.getInt("attempt"),
                    row.getString("worker"),
                    row.getTimestamp("started_at").toInstant(),
                    row.getTimestamp("ended_at").toInstant(),
                    AttemptOutcome.valueOf(row.getString("outcome")),
                    row.getString("error")))
        .list();
  }

  private static JobView view(ResultSet row, int number) throws SQLException {
    return new JobView(
        row.getObject("id", UUID.class),
        row.getString("workspace"),
        JobKind.of(row.getString("kind")),
        JobState.valueOf(row.getString("state")),
        row.getInt("priority"),
        row.getTimestamp("run_after").toInstant(),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("max_attempts"),
        row.getLong("version") + row.getLong("children_version"),
        row.getObject("parent_id", UUID.class),
        new JobChildren(
            row.getInt("children"),
            row.getInt("children_succeeded"),
            row.getInt("children_failed"),
            row.getInt("children_cancelled")),
        List.of((UUID[]) row.getArray("depends_on").getArray()),
        outputs(row),
        new JobNeeds(row.getBoolean("needs_gpu"), row.getLong("needs_memory_bytes")),
        progress(row),
        row.getString("worker"),
        row.getString("checkpoint_digest"),
        List.of((String[]) row.getArray("input_digests").getArray()),
        row.getString("request"),
        row.getString("result"),
        row.getString("error"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"),
        instant(row, "started_at"),
        instant(row, "finished_at"));
  }

  private static List<JobOutput> outputs(ResultSet row) throws SQLException {
    UUID[] ids = (UUID[]) row.getArray("output_ids").getArray();
    String[] types = (String[]) row.getArray("output_types").getArray();
    Boolean[] deleted = (Boolean[]) row.getArray("output_deleted").getArray();
    return IntStream.range(0, ids.length)
        .mapToObj(i -> new JobOutput(JobOutputType.of(types[i]), ids[i], deleted[i]))
        .toList();
  }

  private static JobProgress progress(ResultSet row) throws SQLException {
    JobState state = JobState.valueOf(row.getString("state"));
    boolean summed = row.getInt("children") > 0 && !state.leased() && state != JobState.SUCCEEDED;
    if (summed && row.getBoolean("children_unlike")) {
      return new JobProgress(
          "children", row.getInt("children_succeeded"), row.getInt("children"), "jobs");
    }
    String of = summed ? "children_" : "";
    return new JobProgress(
        row.getString(of + "phase"),
        row.getLong(of + "completed"),
        row.getLong(of + "total"),
        row.getString(of + "unit"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp value = row.getTimestamp(column);
    return value == null ? null : value.toInstant();
  }
}
