// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class JobGraphIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aJobWaitsForAllThatItDependsOn() {
    UUID first = fixture.submit();
    UUID second = fixture.submit();
    UUID last = fixture.submit(first, second);
    assertThat(fixture.state(last)).isEqualTo(JobState.BLOCKED);
    assertThat(fixture.job(last).dependsOn()).containsExactly(first, second);

    fixture.finish(fixture.claim());
    assertThat(fixture.state(last)).isEqualTo(JobState.BLOCKED);
    fixture.finish(fixture.claim());
    assertThat(fixture.state(last)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.claim().lease().jobId()).isEqualTo(last);
  }

  @Test
  void aJobWhoseDependenciesAreDoneIsQueuedAtOnce() {
    UUID first = fixture.submit();
    fixture.finish(fixture.claim());

    assertThat(fixture.state(fixture.submit(first))).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aFailureTravelsToAllThatWaitForIt() {
    UUID first = fixture.submit();
    UUID other = fixture.submit(JobKind.CLASSIFICATION);
    UUID child = fixture.submit(first);
    UUID grandchild = fixture.submit(child, other);
    UUID apart = fixture.submit(other);

    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);

    assertThat(fixture.state(child)).isEqualTo(JobState.FAILED);
    assertThat(fixture.state(grandchild)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(grandchild).errorJson())
        .contains("/problems/dependency-failed", first.toString());
    assertThat(fixture.state(apart)).isEqualTo(JobState.BLOCKED);
    assertThat(fixture.state(fixture.submit(grandchild))).isEqualTo(JobState.FAILED);
  }

  @Test
  void aCancellationTravelsToo() {
    UUID first = fixture.submit();
    UUID child = fixture.submit(first);

    queue.cancel(QueueFixture.WORKSPACE, first);

    assertThat(fixture.state(child)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aRetryRevivesWhatFailedForWantOfTheJobAndNothingElse() {
    UUID first = fixture.submit();
    UUID child = fixture.submit(first);
    UUID grandchild = fixture.submit(child);
    UUID cancelledChild = fixture.submit(first);
    queue.cancel(QueueFixture.WORKSPACE, cancelledChild);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);
    assertThat(queue.retry(QueueFixture.WORKSPACE, child)).isInstanceOf(JobControl.Refused.class);

    queue.retry(QueueFixture.WORKSPACE, first);

    assertThat(List.of(fixture.state(first), fixture.state(child), fixture.state(grandchild)))
        .containsExactly(JobState.QUEUED, JobState.BLOCKED, JobState.BLOCKED);
    assertThat(fixture.state(cancelledChild)).isEqualTo(JobState.CANCELLED);
    fixture.finish(fixture.claim());
    fixture.finish(fixture.claim());
    assertThat(fixture.claim().lease().jobId()).isEqualTo(grandchild);
  }

  @Test
  void aJobWithTwoLostDependenciesIsRevivedWithTheSecond() {
    UUID first = fixture.submit();
    UUID second = fixture.submit();
    UUID child = fixture.submit(first, second);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);

    queue.retry(QueueFixture.WORKSPACE, first);
    assertThat(fixture.state(child)).isEqualTo(JobState.FAILED);
    queue.retry(QueueFixture.WORKSPACE, second);
    assertThat(fixture.state(child)).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void jobsOfAnotherWorkspaceCannotBeDependedOn() {
    UUID foreign = queue.submit(JobSubmission.of("other", JobKind.INGEST, "{}"));

    assertThatThrownBy(() -> fixture.submit(foreign))
        .isInstanceOf(UnknownDependencyException.class);
    assertThat(fixture.count("job")).isEqualTo(1);
  }

  @RepeatedTest(5)
  void dependenciesThatEndAtTheSameMomentWakeTheJobOnce() throws Exception {
    List<ClaimedJob> claimed = new ArrayList<>();
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(fixture.submit());
      claimed.add(fixture.claim());
    }
    List<UUID> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      waiting.add(queue.submit(submission().withDependsOn(Set.copyOf(ids))));
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      threads.invokeAll(
          claimed.stream()
              .<java.util.concurrent.Callable<JobState>>map(job -> () -> fixture.finish(job))
              .toList());
    }

    for (UUID job : waiting) {
      assertThat(fixture.state(job)).isEqualTo(JobState.QUEUED);
      assertThat(fixture.reader.events(job, 0, 10)).hasSize(2);
    }
  }

  @RepeatedTest(5)
  void aJobSubmittedWhileItsDependencyEndsIsNeverForgotten() throws Exception {
    fixture.submit();
    ClaimedJob parent = fixture.claim();
    List<UUID> children = new ArrayList<>();

    Thread submitting =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 30; i++) {
                    children.add(fixture.submit(parent.lease().jobId()));
                  }
                });
    Thread.sleep(20);
    fixture.finish(parent);
    submitting.join();

    assertThat(children).hasSize(30).allMatch(child -> fixture.state(child) == JobState.QUEUED);
  }

  @Test
  void aSweepMovesOnWhatWasOverlooked() {
    UUID first = fixture.submit();
    UUID ready = fixture.submit(first);
    fixture.finish(fixture.claim());
    UUID second = fixture.submit();
    UUID lost = fixture.submit(second);
    queue.cancel(QueueFixture.WORKSPACE, second);
    fixture
        .jdbc
        .sql(
            """
            WITH overlooked AS (
              UPDATE job SET state = 'BLOCKED', error = NULL, finished_at = NULL WHERE id IN (:ids)
              RETURNING *),
            known AS (
              DELETE FROM job_waiting WHERE job_id IN (:ids))
            INSERT INTO job_waiting
            SELECT kind, true, workspace, priority, run_after, id, needs_gpu, needs_memory_bytes FROM overlooked
            """)
        .param("ids", List.of(ready, lost))
        .update();

    assertThat(queue.sweep().unblocked()).isEqualTo(2);

    assertThat(fixture.state(ready)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.state(lost)).isEqualTo(JobState.FAILED);
  }

  private static JobSubmission submission() {
    return JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}");
  }
}
