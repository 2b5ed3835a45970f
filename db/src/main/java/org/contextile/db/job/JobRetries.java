// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.db.idempotency.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Queues lost jobs again; of what is below them only what was lost. */
final class JobRetries {
  private static final String LOST_DEPENDENCIES =
      """
      SELECT count(*) FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
      WHERE d.job_id = :job AND needed.state IN ('FAILED', 'CANCELLED')
      """;

  private static final String WAITING =
      """
      SELECT id FROM job WHERE id = ANY (CAST(:jobs AS uuid[])) AND (
        EXISTS (
          SELECT 1 FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
          WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED')
        OR EXISTS (SELECT 1 FROM job child WHERE child.parent_id = job.id AND child.state <> 'SUCCEEDED'))
      """;

  private static final String INPUTS_GONE =
      """
      SELECT count(*) FROM job CROSS JOIN unnest(input_digests) AS input (digest)
      WHERE id = ANY (CAST(:jobs AS uuid[])) AND NOT EXISTS (SELECT 1 FROM artifact WHERE artifact.digest = input.digest)
      """;

  private static final String RETRY =
      """
      WITH moved AS (
        UPDATE job SET state = :state, version = version + 1, failures = 0, error = NULL, finished_at = NULL,
                       run_after = clock_timestamp()
        WHERE id = ANY (CAST(:jobs AS uuid[]))
        RETURNING id, state, attempt, input_digests),
      held AS (
        INSERT INTO job_input (job_id, digest) SELECT id, unnest(input_digests) FROM moved)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt) FROM moved
      """;

  private final JdbcClient jdbc;
  private final JobTreeLock lock;
  private final JobGraph graph;
  private final WaitingJobs waiting;
  private final JobNotifier notifier;

  JobRetries(JdbcClient jdbc, PlatformTransactionManager transactions, JobGraph graph) {
    this.jdbc = jdbc;
    this.lock = new JobTreeLock(jdbc, transactions);
    this.graph = graph;
    this.waiting = new WaitingJobs(jdbc);
    this.notifier = new JobNotifier(jdbc);
  }

  JobControl retry(String workspace, UUID id, @Nullable RequestKey key) {
    return lock.run(workspace, id, key, this::retry);
  }

  private JobControl retry(JobTreeLock.Tree tree) {
    JobTreeLock.Member job = tree.job();
    List<JobTreeLock.Member> lost = tree.all().stream().filter(JobTreeLock.Member::lost).toList();
    Set<UUID> waiting = waiting(tree.all());
    Optional<JobState> next = JobTransitions.next(job.state(), action(job, waiting));
    if (next.isEmpty()) {
      return new JobControl.Refused(
          job.state(),
          job.state() == JobState.SUCCEEDED
              ? "The job has succeeded."
              : "The job is being cancelled.");
    }
    if (lost.isEmpty()) {
      return new JobControl.Accepted(job.state());
    }
    List<JobTreeLock.Member> above = lock.lostAbove(job);
    Optional<String> hindrance =
        hindrance(tree, Stream.concat(lost.stream(), above.stream()).toList());
    if (hindrance.isPresent()) {
      return new JobControl.Refused(job.state(), hindrance.get());
    }
    revive(lost.stream().filter(it -> !waiting.contains(it.id())).toList(), JobState.QUEUED);
    revive(lost.stream().filter(it -> waiting.contains(it.id())).toList(), JobState.BLOCKED);
    // Whoever has ended for want of this job waits for its children again.
    revive(above, JobState.BLOCKED);
    graph.revive(
        Stream.concat(lost.stream(), above.stream())
            .filter(JobTreeLock.Member::awaited)
            .map(JobTreeLock.Member::id)
            .toList());
    return new JobControl.Accepted(next.get());
  }

  private static JobAction action(JobTreeLock.Member job, Set<UUID> waiting) {
    return waiting.contains(job.id()) ? JobAction.RETRY_BLOCKED : JobAction.RETRY;
  }

  /** Those that wait for a child or for what they depend on, once they are revived. */
  private Set<UUID> waiting(List<JobTreeLock.Member> members) {
    List<UUID> ids = members.stream().map(JobTreeLock.Member::id).toList();
    return Set.copyOf(jdbc.sql(WAITING).param("jobs", JobIds.array(ids)).query(UUID.class).list());
  }

  private Optional<String> hindrance(JobTreeLock.Tree tree, List<JobTreeLock.Member> revived) {
    if (tree.below().stream().anyMatch(child -> child.state() == JobState.CANCELLING)) {
      return Optional.of("A part of the job is still being cancelled: try again in a moment.");
    }
    if (jdbc.sql(LOST_DEPENDENCIES).param("job", tree.job().id()).query(Long.class).single() > 0) {
      return Optional.of("A job that this one depends on has failed: retry that one.");
    }
    List<UUID> ids = revived.stream().map(JobTreeLock.Member::id).toList();
    if (jdbc.sql(INPUTS_GONE).param("jobs", JobIds.array(ids)).query(Long.class).single() > 0) {
      return Optional.of("The job's input is no longer stored: submit it again.");
    }
    return Optional.empty();
  }

  private void revive(List<JobTreeLock.Member> members, JobState next) {
    if (members.isEmpty()) {
      return;
    }
    List<UUID> ids = members.stream().map(JobTreeLock.Member::id).toList();
    jdbc.sql(RETRY).param("jobs", JobIds.array(ids)).param("state", next.name()).update();
    waiting.enter(ids);
    if (next == JobState.QUEUED) {
      members.stream().map(JobTreeLock.Member::kind).distinct().forEach(notifier::queued);
    }
  }
}
