// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** A job that is divided, and its children. */
class JobParentIT {
  private static final String W = QueueFixture.WORKSPACE;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final Parents parents = new Parents(fixture);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void childrenTakeAfterTheirParent() {
    queue.submit(
        JobSubmission.of(W, JobKind.INGEST, "{}")
            .withPriority(7)
            .withMaxAttempts(5)
            .withNeeds(new JobNeeds(true, 100)));
    ClaimedJob parent = fixture.claim();
    assertThat(parent.divided()).isFalse();

    assertThat(queue.divide(parent.lease(), Parents.children(3))).isEqualTo(JobState.BLOCKED);

    UUID id = parent.lease().jobId();
    assertThat(fixture.job(id).children()).isEqualTo(new JobChildren(3, 0, 0, 0));
    List<ClaimedJob> children = parents.claim(9);
    assertThat(children).hasSize(3).noneMatch(ClaimedJob::divided);
    assertThat(children).extracting(ClaimedJob::requestJson).doesNotHaveDuplicates();
    for (ClaimedJob child : children) {
      JobView view = fixture.job(child.lease().jobId());
      assertThat(view.parentId()).isEqualTo(id);
      assertThat(view.priority()).isEqualTo(7);
      assertThat(view.maxAttempts()).isEqualTo(5);
      assertThat(view.needs()).isEqualTo(new JobNeeds(true, 100));
    }
    assertThat(fixture.reader.attempts(id))
        .extracting(JobAttempt::outcome)
        .containsExactly(AttemptOutcome.DIVIDED);
  }

  @Test
  void aJobCannotBeDividedIntoNothing() {
    fixture.submit();
    ClaimedJob job = fixture.claim();

    assertThatThrownBy(() -> queue.divide(job.lease(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(fixture.finish(job)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aWorkerThatLostItsLeaseDividesNothing() {
    UUID id = fixture.submit();
    ClaimedJob job = fixture.claim();
    fixture.expire(job.lease());

    assertThatThrownBy(() -> queue.divide(job.lease(), Parents.children(2)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(parents.children(id)).isEmpty();
  }

  @Test
  void anInputThatIsNotThereLeavesTheJobUndivided() {
    UUID id = fixture.submit();
    ClaimedJob job = fixture.claim();
    ChildJob child = ChildJob.of(JobKind.INGEST, "{}").withInputDigests(List.of("a".repeat(64)));

    assertThatThrownBy(() -> queue.divide(job.lease(), List.of(child)))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(parents.children(id)).isEmpty();
    assertThat(fixture.finish(job)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void theProgressOfAParentIsTheSumOfItsChildrens() {
    UUID parent = parents.divided(3);
    List<ClaimedJob> children = parents.claim(3);
    long version = fixture.job(parent).version();

    queue.progress(children.get(0).lease(), new JobProgress("tiles", 4, 10, "tile"));
    queue.progress(children.get(1).lease(), new JobProgress("tiles", 3, 10, "tile"));

    assertThat(fixture.job(parent).progress()).isEqualTo(new JobProgress("tiles", 7, 30, "tile"));
    assertThat(fixture.job(parent).version()).isGreaterThan(version);
    fixture.finish(children.get(2));
    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(3, 1, 0, 0));
  }

  @Test
  void whenAllChildrenHaveSucceededAWorkerSumsUpOnce() {
    UUID parent = parents.divided(3);
    parents.claim(3).forEach(fixture::finish);

    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
    ClaimedJob sum = fixture.claim();
    assertThat(sum.lease().jobId()).isEqualTo(parent);
    assertThat(sum.divided()).isTrue();
    assertThat(sum.attempt()).isEqualTo(2);
    assertThat(parents.claim(1)).isEmpty();
    assertThat(fixture.finish(sum)).isEqualTo(JobState.SUCCEEDED);
    assertThat(fixture.reader.attempts(parent))
        .extracting(JobAttempt::outcome)
        .containsExactly(AttemptOutcome.DIVIDED, AttemptOutcome.SUCCEEDED);
  }

  @Test
  void aLostChildFailsTheParentOnlyAfterAllHaveEnded() {
    UUID parent = parents.divided(3);
    List<ClaimedJob> children = parents.claim(3);

    queue.fail(children.get(0).lease(), QueueFixture.PROBLEM, false);
    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
    fixture.finish(children.get(1));
    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
    fixture.finish(children.get(2));

    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(parent).errorJson())
        .contains("/problems/child-failed", children.get(0).lease().jobId().toString());
    assertThat(parents.claim(1)).isEmpty();
  }

  @Test
  void aChildThatFailsInPassingIsTriedAgainAndNobodyHearsOfIt() {
    UUID parent = parents.divided(2);
    List<ClaimedJob> children = parents.claim(2);
    queue.fail(children.get(0).lease(), QueueFixture.PROBLEM, true);
    fixture.finish(children.get(1));
    fixture.skipWaits();

    fixture.finish(fixture.claim());

    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.job(parent).failures()).isZero();
  }

  @Test
  void childrenOfLostWorkersFailTheParentByTheSweep() {
    UUID parent = parents.divided(2);
    for (int attempt = 0; attempt < JobSubmission.DEFAULT_MAX_ATTEMPTS; attempt++) {
      parents.claim(2).forEach(child -> fixture.expire(child.lease()));
      queue.sweep();
      fixture.skipWaits();
    }

    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(2, 0, 2, 0));
  }

  @Test
  void whatIsClaimedOfATreeCountsForTheCapOfItsWorkspace() {
    parents.divided(3);
    ClaimTerms two = new ClaimTerms(2, Map.of(), WorkerOffer.EVERYTHING);

    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE, 9, two)).hasSize(2);
  }
}
