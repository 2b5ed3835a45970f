// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.db.idempotency.RequestKey;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Cancels jobs, with all jobs below them. */
final class JobCancels {
  private static final String CANCEL =
      """
      WITH moved AS (
        UPDATE job SET state = :state, version = version + 1,
          checkpoint_digest = CASE WHEN :terminal THEN NULL ELSE checkpoint_digest END,
          finished_at = CASE WHEN :terminal THEN clock_timestamp() END
        WHERE id = ANY (CAST(:jobs AS uuid[]))
        RETURNING id, state, attempt),
      let_go AS (
        DELETE FROM job_input USING moved WHERE :terminal AND job_id = moved.id),
      forgotten AS (
        DELETE FROM job_event USING moved WHERE :terminal AND job_id = moved.id AND type = 'progress')
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt) FROM moved
      """;

  private final JdbcClient jdbc;
  private final JobTreeLock lock;
  private final JobGraph graph;
  private final ParentJobs parents;
  private final WaitingJobs waiting;
  private final JobNotifier notifier;

  JobCancels(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      JobGraph graph,
      ParentJobs parents) {
    this.jdbc = jdbc;
    this.lock = new JobTreeLock(jdbc, transactions);
    this.graph = graph;
    this.parents = parents;
    this.waiting = new WaitingJobs(jdbc);
    this.notifier = new JobNotifier(jdbc);
  }

  JobControl cancel(String workspace, UUID id, @Nullable RequestKey key) {
    return lock.run(workspace, id, key, this::cancel);
  }

  private JobControl cancel(JobTreeLock.Tree locked) {
    JobTreeLock.Member job = locked.job();
    Optional<JobState> next = JobTransitions.next(job.state(), JobAction.CANCEL);
    if (next.isEmpty()) {
      return new JobControl.Refused(job.state(), "The job has ended.");
    }
    List<JobTreeLock.Member> members = locked.all();
    graph.lockDescendants(ids(members.stream().filter(JobTreeLock.Member::awaited)));
    waiting.leave(ids(members.stream().filter(member -> member.state().waiting())));
    move(members, JobState.CANCELLED);
    move(members, JobState.CANCELLING);
    if (next.get().terminal() && job.parent() != null) {
      parents.childEnded(job.parent());
    }
    return new JobControl.Accepted(next.get());
  }

  /** Moves those members whose next state this is. */
  private void move(List<JobTreeLock.Member> members, JobState next) {
    List<JobTreeLock.Member> moving =
        members.stream()
            .filter(member -> member.state() != next)
            .filter(
                member ->
                    JobTransitions.next(member.state(), JobAction.CANCEL).equals(Optional.of(next)))
            .toList();
    jdbc.sql(CANCEL)
        .param("jobs", JobIds.array(ids(moving.stream())))
        .param("state", next.name())
        .param("terminal", next.terminal())
        .update();
    for (JobTreeLock.Member member : moving) {
      if (!next.terminal()) {
        notifier.cancelling(member.id());
      } else {
        var _ = parents.lost(member.id(), member.awaited());
      }
    }
  }

  private static List<UUID> ids(Stream<JobTreeLock.Member> members) {
    return members.map(JobTreeLock.Member::id).toList();
  }
}
