// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What users do to jobs. */
final class JobControls {
  private static final String LOCK =
      """
      SELECT kind, state FROM job WHERE id = :job AND workspace = :workspace FOR NO KEY UPDATE
      """;

  private static final String CANCEL =
      """
      WITH moved AS (
        UPDATE job SET state = :state, version = version + 1,
          checkpoint_digest = CASE WHEN :terminal THEN NULL ELSE checkpoint_digest END,
          finished_at = CASE WHEN :terminal THEN clock_timestamp() END
        WHERE id = :job
        RETURNING id, state, attempt),
      let_go AS (
        DELETE FROM job_input WHERE :terminal AND job_id = :job)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt) FROM moved
      """;

  private static final String DEPENDENCIES =
      """
      SELECT count(*) FILTER (WHERE needed.state IN ('FAILED', 'CANCELLED')) AS lost,
             count(*) FILTER (WHERE needed.state <> 'SUCCEEDED') AS outstanding
      FROM job_dependency d JOIN job needed ON needed.id = d.depends_on WHERE d.job_id = :job
      """;

  private static final String INPUTS_GONE =
      """
      SELECT count(*) FROM job CROSS JOIN unnest(input_digests) AS input (digest)
      WHERE id = :job AND NOT EXISTS (SELECT 1 FROM artifact WHERE artifact.digest = input.digest)
      """;

  private static final String RETRY =
      """
      WITH moved AS (
        UPDATE job SET state = :state, version = version + 1, failures = 0, error = NULL, finished_at = NULL,
                       run_after = clock_timestamp()
        WHERE id = :job
        RETURNING id, state, attempt, input_digests),
      held AS (
        INSERT INTO job_input (job_id, digest) SELECT id, unnest(input_digests) FROM moved)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt) FROM moved
      """;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final JobGraph graph;
  private final JobNotifier notifier;

  JobControls(JdbcClient jdbc, PlatformTransactionManager transactions, JobGraph graph) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.graph = graph;
    this.notifier = new JobNotifier(jdbc);
  }

  JobControl cancel(String workspace, UUID id) {
    return transaction.execute(
        _ ->
            lock(workspace, id)
                .<JobControl>map(job -> cancel(id, job.state()))
                .orElseGet(JobControl.NotFound::new));
  }

  private JobControl cancel(UUID id, JobState state) {
    Optional<JobState> next = JobTransitions.next(state, JobAction.CANCEL);
    if (next.isEmpty()) {
      return new JobControl.Refused(state, "The job has ended.");
    }
    if (next.get() != state) {
      jdbc.sql(CANCEL)
          .param("job", id)
          .param("state", next.get().name())
          .param("terminal", next.get().terminal())
          .update();
      if (next.get().terminal()) {
        graph.lost(id);
      } else {
        notifier.cancelling(id);
      }
    }
    return new JobControl.Accepted(next.get());
  }

  JobControl retry(String workspace, UUID id) {
    return transaction.execute(
        _ ->
            lock(workspace, id)
                .<JobControl>map(job -> retry(id, job))
                .orElseGet(JobControl.NotFound::new));
  }

  private JobControl retry(UUID id, Known job) {
    JobState state = job.state();
    Dependencies dependencies = dependencies(id);
    JobAction action = dependencies.outstanding() > 0 ? JobAction.RETRY_BLOCKED : JobAction.RETRY;
    Optional<JobState> next = JobTransitions.next(state, action);
    if (next.isEmpty()) {
      return new JobControl.Refused(
          state,
          state == JobState.SUCCEEDED ? "The job has succeeded." : "The job is being cancelled.");
    }
    if (next.get() == state) {
      return new JobControl.Accepted(state);
    }
    if (dependencies.lost() > 0) {
      return new JobControl.Refused(
          state, "A job that this one depends on has failed: retry that one.");
    }
    if (jdbc.sql(INPUTS_GONE).param("job", id).query(Long.class).single() > 0) {
      return new JobControl.Refused(state, "The job's input is no longer stored: submit it again.");
    }
    jdbc.sql(RETRY).param("job", id).param("state", next.get().name()).update();
    graph.revive(id);
    if (next.get() == JobState.QUEUED) {
      notifier.queued(job.kind());
    }
    return new JobControl.Accepted(next.get());
  }

  private Optional<Known> lock(String workspace, UUID id) {
    return jdbc.sql(LOCK)
        .param("job", id)
        .param("workspace", workspace)
        .query(
            (row, _) ->
                new Known(
                    JobKind.of(row.getString("kind")), JobState.valueOf(row.getString("state"))))
        .optional();
  }

  private Dependencies dependencies(UUID id) {
    return jdbc.sql(DEPENDENCIES)
        .param("job", id)
        .query((row, _) -> new Dependencies(row.getInt("lost"), row.getInt("outstanding")))
        .single();
  }

  private record Known(JobKind kind, JobState state) {}

  private record Dependencies(int lost, int outstanding) {}
}
