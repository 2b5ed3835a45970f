// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Cancels jobs, with their children. */
final class JobCancels {
  private static final String CANCEL =
      """
      WITH moved AS (
        UPDATE job SET state = :state, version = version + 1,
          checkpoint_digest = CASE WHEN :terminal THEN NULL ELSE checkpoint_digest END,
          finished_at = CASE WHEN :terminal THEN clock_timestamp() END
        WHERE id = :job
        RETURNING id, state, attempt),
      let_go AS (
        DELETE FROM job_input WHERE :terminal AND job_id = :job),
      forgotten AS (
        DELETE FROM job_event WHERE :terminal AND job_id = :job AND type = 'progress')
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', attempt) FROM moved
      """;

  private final JdbcClient jdbc;
  private final FamilyLock lock;
  private final JobGraph graph;
  private final JobFamily family;
  private final WaitingRoom waiting;
  private final JobNotifier notifier;

  JobCancels(
      JdbcClient jdbc, PlatformTransactionManager transactions, JobGraph graph, JobFamily family) {
    this.jdbc = jdbc;
    this.lock = new FamilyLock(jdbc, transactions);
    this.graph = graph;
    this.family = family;
    this.waiting = new WaitingRoom(jdbc);
    this.notifier = new JobNotifier(jdbc);
  }

  JobControl cancel(String workspace, UUID id) {
    return lock.run(workspace, id, this::cancel);
  }

  private JobControl cancel(FamilyLock.Family locked) {
    FamilyLock.Member job = locked.job();
    Optional<JobState> next = JobTransitions.next(job.state(), JobAction.CANCEL);
    if (next.isEmpty()) {
      return new JobControl.Refused(job.state(), "The job has ended.");
    }
    List<FamilyLock.Member> moving =
        Stream.concat(locked.children().stream(), Stream.of(job))
            .filter(member -> !member.state().terminal())
            .toList();
    graph.lockDescendants(moving.stream().map(FamilyLock.Member::id).toList());
    moving.forEach(this::move);
    if (next.get().terminal() && job.parent() != null) {
      family.childEnded(job.parent());
    }
    return new JobControl.Accepted(next.get());
  }

  private void move(FamilyLock.Member job) {
    JobState next = JobTransitions.next(job.state(), JobAction.CANCEL).orElseThrow();
    if (next == job.state()) {
      return;
    }
    if (!job.state().leased()) {
      waiting.leave(List.of(job.id()));
    }
    jdbc.sql(CANCEL)
        .param("job", job.id())
        .param("state", next.name())
        .param("terminal", next.terminal())
        .update();
    if (next.terminal()) {
      graph.lost(job.id());
    } else {
      notifier.cancelling(job.id());
    }
  }
}
