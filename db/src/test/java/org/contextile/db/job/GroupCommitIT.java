// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Ends that come while another end is under way: a locked row holds that one up. */
class GroupCommitIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void thoseWhoEndAtTheSameTimeShareACommit() throws Exception {
    List<ClaimedJob> jobs = claimed(4);
    List<FutureTask<JobState>> ends;
    try (Connection blocker = lock(jobs.getFirst())) {
      ends = endAll(jobs);
      blocker.rollback();
    }

    for (FutureTask<JobState> end : ends) {
      assertThat(end.get()).isEqualTo(JobState.SUCCEEDED);
    }
    assertThat(transactions(jobs.subList(1, 4))).isEqualTo(1);
    assertThat(transactions(jobs)).isEqualTo(2);
    assertThat(fixture.count("job_lease")).isZero();
  }

  @Test
  void whatIsWrongWithOneIsNotTheOthersAffair() throws Exception {
    List<ClaimedJob> jobs = claimed(6);
    UUID dependent = fixture.submit(jobs.get(4).lease().jobId());
    fixture.expire(jobs.get(2).lease());
    queue.cancel(QueueFixture.WORKSPACE, jobs.get(5).lease().jobId());
    List<FutureTask<JobState>> ends;
    FutureTask<JobState> broken;
    try (Connection blocker = lock(jobs.getFirst())) {
      ends = endAll(jobs.subList(0, 3));
      broken = end(() -> queue.succeed(jobs.get(3).lease(), "no JSON"));
      ends.addAll(endAll(jobs.subList(4, 6)));
      blocker.rollback();
    }

    assertThat(ends.get(0).get()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ends.get(1).get()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ends.get(2))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(LeaseLostException.class);
    assertThat(broken)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(DataAccessException.class);
    assertThat(ends.get(3).get()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ends.get(4).get()).isEqualTo(JobState.CANCELLED);
    assertThat(fixture.state(dependent)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.state(jobs.get(2).lease().jobId())).isEqualTo(JobState.RUNNING);
    assertThat(fixture.state(jobs.get(3).lease().jobId())).isEqualTo(JobState.RUNNING);
    assertThat(fixture.finish(jobs.get(3))).isEqualTo(JobState.SUCCEEDED);
  }

  private List<ClaimedJob> claimed(int count) {
    List<ClaimedJob> jobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fixture.submit();
      jobs.add(fixture.claim());
    }
    return jobs;
  }

  private Connection lock(ClaimedJob job) throws SQLException {
    Connection connection = fixture.pool.getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT 1 FROM job WHERE id = '%s' FOR UPDATE".formatted(job.lease().jobId()));
    }
    return connection;
  }

  private List<FutureTask<JobState>> endAll(List<ClaimedJob> jobs) throws InterruptedException {
    List<FutureTask<JobState>> ends = new ArrayList<>();
    for (ClaimedJob job : jobs) {
      ends.add(end(() -> fixture.finish(job)));
    }
    return ends;
  }

  /** Returns when the end waits: the first for the locked row, the others for the first. */
  private FutureTask<JobState> end(Callable<JobState> end) throws InterruptedException {
    FutureTask<JobState> task = new FutureTask<>(end);
    Thread thread = Thread.ofPlatform().start(task);
    boolean first = threads.isEmpty();
    threads.add(thread);
    while (first ? !waitsForALock() : thread.getState() != Thread.State.WAITING) {
      assertThat(task.isDone()).isFalse();
      Thread.sleep(5);
    }
    return task;
  }

  private boolean waitsForALock() {
    return fixture.count("pg_stat_activity WHERE wait_event_type = 'Lock'") > 0;
  }

  private long transactions(List<ClaimedJob> jobs) {
    return fixture
        .jdbc
        .sql("SELECT count(DISTINCT xmin::text) FROM job WHERE id IN (:ids)")
        .param("ids", jobs.stream().map(job -> job.lease().jobId()).toList())
        .query(Long.class)
        .single();
  }
}
