// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Queues lost jobs again; of a divided job only those children that were lost. */
final class JobRetries {
  private static final String DEPENDENCIES =
      """
      SELECT count(*) FILTER (WHERE needed.state IN ('FAILED', 'CANCELLED')) AS lost,
             count(*) FILTER (WHERE needed.state <> 'SUCCEEDED') AS outstanding
      FROM job_dependency d JOIN job needed ON needed.id = d.depends_on WHERE d.job_id = :job
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
  private final FamilyLock lock;
  private final JobGraph graph;
  private final WaitingRoom waiting;
  private final JobNotifier notifier;

  JobRetries(JdbcClient jdbc, PlatformTransactionManager transactions, JobGraph graph) {
    this.jdbc = jdbc;
    this.lock = new FamilyLock(jdbc, transactions);
    this.graph = graph;
    this.waiting = new WaitingRoom(jdbc);
    this.notifier = new JobNotifier(jdbc);
  }

  JobControl retry(String workspace, UUID id) {
    return lock.run(workspace, id, this::retry);
  }

  private JobControl retry(FamilyLock.Family family) {
    FamilyLock.Member job = family.job();
    Dependencies dependencies = dependencies(job.id());
    boolean waits =
        dependencies.outstanding() > 0
            || family.children().stream().anyMatch(child -> child.state() != JobState.SUCCEEDED);
    JobAction action = waits ? JobAction.RETRY_BLOCKED : JobAction.RETRY;
    Optional<JobState> next = JobTransitions.next(job.state(), action);
    if (next.isEmpty()) {
      return new JobControl.Refused(
          job.state(),
          job.state() == JobState.SUCCEEDED
              ? "The job has succeeded."
              : "The job is being cancelled.");
    }
    List<FamilyLock.Member> lost =
        Stream.concat(family.children().stream(), Stream.of(job))
            .filter(FamilyLock.Member::lost)
            .toList();
    if (lost.isEmpty()) {
      return new JobControl.Accepted(job.state());
    }
    Optional<FamilyLock.Member> parent =
        Optional.ofNullable(job.parent()).map(lock::parent).filter(FamilyLock.Member::lost);
    Optional<String> hindrance =
        hindrance(family, dependencies, Stream.concat(lost.stream(), parent.stream()).toList());
    if (hindrance.isPresent()) {
      return new JobControl.Refused(job.state(), hindrance.get());
    }
    revive(lost.stream().filter(member -> !member.equals(job)).toList(), JobState.QUEUED);
    revive(lost.stream().filter(job::equals).toList(), next.get());
    // A parent that has ended for want of this child waits for its children again.
    revive(parent.stream().toList(), JobState.BLOCKED);
    notifier.queued(job.kind());
    return new JobControl.Accepted(next.get());
  }

  private Optional<String> hindrance(
      FamilyLock.Family family, Dependencies dependencies, List<FamilyLock.Member> revived) {
    if (family.children().stream().anyMatch(child -> child.state() == JobState.CANCELLING)) {
      return Optional.of("A part of the job is still being cancelled: try again in a moment.");
    }
    if (dependencies.lost() > 0) {
      return Optional.of("A job that this one depends on has failed: retry that one.");
    }
    List<UUID> ids = revived.stream().map(FamilyLock.Member::id).toList();
    if (jdbc.sql(INPUTS_GONE).param("jobs", JobIds.array(ids)).query(Long.class).single() > 0) {
      return Optional.of("The job's input is no longer stored: submit it again.");
    }
    return Optional.empty();
  }

  private void revive(List<FamilyLock.Member> members, JobState next) {
    List<UUID> ids = members.stream().map(FamilyLock.Member::id).toList();
    jdbc.sql(RETRY).param("jobs", JobIds.array(ids)).param("state", next.name()).update();
    waiting.enter(ids);
    graph.revive(
        members.stream().filter(FamilyLock.Member::awaited).map(FamilyLock.Member::id).toList());
  }

  private Dependencies dependencies(UUID id) {
    return jdbc.sql(DEPENDENCIES)
        .param("job", id)
        .query((row, _) -> new Dependencies(row.getInt("lost"), row.getInt("outstanding")))
        .single();
  }

  private record Dependencies(int lost, int outstanding) {}
}
