// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Moves the jobs that depend on others. Runs in the transaction that ended, or revived, the job
 * they depend on.
 *
 * <p>Two dependencies of one job may end at the same moment, each in a transaction that does not
 * see the other. So the waiting jobs are locked first, and judged by a second statement, which sees
 * what was committed while it waited.
 */
final class JobGraph {
  private static final String LOCK_DEPENDENTS =
      """
      SELECT id FROM job
      WHERE id IN (SELECT job_id FROM job_dependency WHERE depends_on = :job) AND state = 'BLOCKED'
      ORDER BY id FOR NO KEY UPDATE
      """;

  private static final String READY =
      """
      SELECT id FROM job WHERE id = ANY (CAST(:jobs AS uuid[])) AND state = 'BLOCKED'
        AND NOT EXISTS (
          SELECT 1 FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
          WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED')
        AND NOT EXISTS (
          SELECT 1 FROM job child WHERE child.parent_id = job.id AND child.state <> 'SUCCEEDED')
      """;

  private static final String UNBLOCK =
      """
      WITH ready AS (
        UPDATE job SET state = 'QUEUED', version = version + 1, run_after = greatest(run_after, clock_timestamp())
        WHERE id = ANY (CAST(:jobs AS uuid[]))
        RETURNING id, kind, attempt),
      reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_build_object('state', 'QUEUED', 'attempt', attempt) FROM ready)
      SELECT kind FROM ready
      """;

  private static final String LOCK_DESCENDANTS =
      """
      WITH RECURSIVE descendant (id) AS (
        SELECT job_id FROM job_dependency WHERE depends_on = ANY (CAST(:jobs AS uuid[]))
        UNION
        SELECT d.job_id FROM job_dependency d JOIN descendant ON d.depends_on = descendant.id)
      SELECT job.id FROM job JOIN descendant ON descendant.id = job.id
      WHERE job.state = 'BLOCKED' ORDER BY job.id FOR NO KEY UPDATE OF job
      """;

  private static final String FAIL =
      """
      WITH lost AS (
        UPDATE job SET state = 'FAILED', version = version + 1, error = CAST(:error AS jsonb),
                       finished_at = clock_timestamp()
        WHERE id = ANY (CAST(:jobs AS uuid[]))
        RETURNING id, attempt, parent_id),
      let_go AS (
        DELETE FROM job_input USING lost WHERE job_input.job_id = lost.id),
      forgotten AS (
        DELETE FROM job_event e USING lost WHERE e.job_id = lost.id AND e.type = 'progress'),
      told AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_build_object('state', 'FAILED', 'attempt', attempt) FROM lost)
      SELECT id, parent_id FROM lost
      """;

  /**
   * Jobs that failed for want of a revived one, nothing else that they depend on being lost, and
   * inputs at hand.
   */
  private static final String REVIVE =
      """
      WITH revived AS (
        UPDATE job SET state = 'BLOCKED', version = version + 1, failures = 0, error = NULL, finished_at = NULL
        WHERE id IN (
            SELECT dependent.id FROM job dependent
            WHERE dependent.id IN (SELECT job_id FROM job_dependency WHERE depends_on = ANY (CAST(:jobs AS uuid[])))
            ORDER BY dependent.id FOR NO KEY UPDATE)
          AND state = 'FAILED' AND error ->> 'type' = '/problems/dependency-failed'
          AND NOT EXISTS (
            SELECT 1 FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
            WHERE d.job_id = job.id AND needed.state IN ('FAILED', 'CANCELLED'))
          AND NOT EXISTS (
            SELECT 1 FROM unnest(input_digests) AS input (digest)
            WHERE NOT EXISTS (SELECT 1 FROM artifact WHERE artifact.digest = input.digest))
        RETURNING id, attempt, input_digests),
      held AS (
        INSERT INTO job_input (job_id, digest) SELECT id, unnest(input_digests) FROM revived),
      reported AS (
        INSERT INTO job_event (job_id, type, data)
        SELECT id, 'state', jsonb_build_object('state', 'BLOCKED', 'attempt', attempt) FROM revived)
      SELECT id FROM revived
      """;

  private final JdbcClient jdbc;
  private final WaitingJobs waiting;
  private final JobNotifier notifier;

  JobGraph(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.waiting = new WaitingJobs(jdbc);
    this.notifier = new JobNotifier(jdbc);
  }

  /** Queues the jobs for which {@code job} was the last that they waited for. */
  void succeeded(UUID job) {
    List<UUID> dependents = jdbc.sql(LOCK_DEPENDENTS).param("job", job).query(UUID.class).list();
    if (!dependents.isEmpty()) {
      unblock(dependents);
    }
  }

  /**
   * Queues those of these jobs, which the caller has locked, that are blocked and wait for nothing
   * any more.
   */
  int unblock(List<UUID> jobs) {
    List<UUID> ready = jdbc.sql(READY).param("jobs", JobIds.array(jobs)).query(UUID.class).list();
    if (ready.isEmpty()) {
      return 0;
    }
    waiting.leave(ready);
    List<String> kinds =
        jdbc.sql(UNBLOCK).param("jobs", JobIds.array(ready)).query(String.class).list();
    waiting.enter(ready);
    kinds.stream().distinct().map(JobKind::of).forEach(notifier::queued);
    return ready.size();
  }

  /** A job that failed for want of another, and whose child it is. */
  record Lost(UUID job, Optional<UUID> parent) {}

  /** Fails all jobs that depend on {@code job}, and those that depend on them. */
  List<Lost> lost(UUID job) {
    List<Lost> failed = new ArrayList<>();
    List<UUID> blocked = lockDescendants(List.of(job));
    // Again, for jobs that were added while the locks were waited for.
    while (!blocked.isEmpty()) {
      failed.addAll(fail(blocked, JobProblems.dependencyFailed(job)));
      blocked = lockDescendants(List.of(job));
    }
    return failed;
  }

  /** Fails blocked jobs, which the caller has locked. */
  List<Lost> fail(List<UUID> blocked, String problemJson) {
    waiting.leave(blocked);
    return jdbc.sql(FAIL)
        .param("jobs", JobIds.array(blocked))
        .param("error", problemJson)
        .query(
            (row, _) ->
                new Lost(
                    row.getObject("id", UUID.class),
                    Optional.ofNullable(row.getObject("parent_id", UUID.class))))
        .list();
  }

  /**
   * Locks the blocked jobs that wait for these, or for jobs that do, in the order of their ids, and
   * says which they are. Whoever ends several jobs locks first what waits for any of them.
   */
  List<UUID> lockDescendants(List<UUID> jobs) {
    return jdbc.sql(LOCK_DESCENDANTS).param("jobs", JobIds.array(jobs)).query(UUID.class).list();
  }

  /** Lets jobs wait for these again that had failed only because they had. */
  void revive(List<UUID> jobs) {
    List<UUID> revived = jobs;
    while (!revived.isEmpty()) {
      revived = jdbc.sql(REVIVE).param("jobs", JobIds.array(revived)).query(UUID.class).list();
      if (!revived.isEmpty()) {
        waiting.enter(revived);
      }
    }
  }
}
