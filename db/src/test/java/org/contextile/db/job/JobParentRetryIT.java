// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Retries of divided jobs and of their children, and those who depend on them. */
class JobParentRetryIT {
  private static final String W = QueueFixture.WORKSPACE;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final Parents parents = new Parents(fixture);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRetryRepeatsOnlyWhatWasLost() {
    UUID parent = parents.divided(4);
    List<ClaimedJob> children = parents.claim(3);
    fixture.finish(children.get(0));
    queue.fail(children.get(1).lease(), QueueFixture.PROBLEM, false);
    fixture.finish(children.get(2));
    queue.cancel(W, parents.children(parent).get(3));
    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);

    assertThat(queue.retry(W, parent)).isEqualTo(new JobControl.Accepted(JobState.BLOCKED));

    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(4, 2, 0, 0));
    List<ClaimedJob> again = parents.claim(9);
    assertThat(again)
        .extracting(job -> job.lease().jobId())
        .containsExactlyInAnyOrder(
            children.get(1).lease().jobId(), parents.children(parent).get(3));
    again.forEach(fixture::finish);
    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.finish(fixture.claim())).isEqualTo(JobState.SUCCEEDED);
    assertThat(fixture.count("job WHERE attempt > 2")).isZero();
  }

  @Test
  void aRetryOfAParentThatIsNotYetLostRepeatsTheChildrenThatAre() {
    UUID parent = parents.divided(2);
    List<ClaimedJob> children = parents.claim(2);
    queue.fail(children.get(0).lease(), QueueFixture.PROBLEM, false);

    assertThat(queue.retry(W, parent)).isEqualTo(new JobControl.Accepted(JobState.BLOCKED));

    fixture.finish(children.get(1));
    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
    fixture.finish(fixture.claim());
    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aChildThatIsRetriedAloneBringsItsParentBack() {
    UUID parent = parents.divided(3);
    List<ClaimedJob> children = parents.claim(3);
    children.forEach(child -> queue.fail(child.lease(), QueueFixture.PROBLEM, false));
    UUID one = children.get(1).lease().jobId();

    assertThat(queue.retry(W, one)).isEqualTo(new JobControl.Accepted(JobState.QUEUED));

    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(3, 0, 2, 0));
    fixture.finish(fixture.claim());
    assertThat(fixture.state(parent)).as("two are still lost").isEqualTo(JobState.FAILED);
    queue.retry(W, parent);
    parents.claim(9).forEach(fixture::finish);
    assertThat(fixture.state(parent)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void aParentThatFailedWhileItSummedUpIsSummedUpAgainOnly() {
    UUID parent = parents.divided(2);
    parents.claim(2).forEach(fixture::finish);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);

    assertThat(queue.retry(W, parent)).isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(parents.claim(9)).extracting(job -> job.lease().jobId()).containsExactly(parent);
  }

  @Test
  void childrenWhoseInputIsGoneAreNotRetriedAndNeitherIsAnyOther() {
    String input = fixture.artifact('a');
    UUID parent = fixture.submit();
    queue.divide(
        fixture.claim().lease(),
        List.of(
            ChildJob.of(JobKind.INGEST, "{\"share\": 0}").withInputDigests(List.of(input)),
            ChildJob.of(JobKind.INGEST, "{\"share\": 1}")));
    assertThat(fixture.count("job_input")).isEqualTo(1);
    parents.claim(2).forEach(child -> queue.fail(child.lease(), QueueFixture.PROBLEM, false));
    assertThat(fixture.count("job_input")).isZero();
    fixture.loseArtifacts();

    assertThat(queue.retry(W, parent)).isInstanceOf(JobControl.Refused.class);

    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(2, 0, 2, 0));
    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aChildWhoseParentsInputIsGoneIsNotRetried() {
    String input = fixture.artifact('a');
    queue.submit(JobSubmission.of(W, JobKind.INGEST, "{}").withInputDigests(List.of(input)));
    queue.divide(fixture.claim().lease(), Parents.children(1));
    JobLease child = fixture.claim().lease();
    queue.fail(child, QueueFixture.PROBLEM, false);
    fixture.loseArtifacts();

    assertThat(queue.retry(W, child.jobId())).isInstanceOf(JobControl.Refused.class);
    assertThat(fixture.state(child.jobId())).isEqualTo(JobState.FAILED);
  }

  @Test
  void whoDependsOnAParentWaitsForItsSumAndNotForItsChildrenOnly() {
    UUID parent = fixture.submit();
    UUID dependent = fixture.submit(parent);
    queue.divide(fixture.claim().lease(), Parents.children(2));
    parents.claim(2).forEach(fixture::finish);
    assertThat(fixture.state(dependent)).isEqualTo(JobState.BLOCKED);

    fixture.finish(fixture.claim());

    assertThat(fixture.state(dependent)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void whoDependsOnAParentIsLostWithItAndComesBackWithItsChild() {
    UUID parent = parents.divided(2);
    UUID dependent = fixture.submit(parent);
    UUID further = fixture.submit(dependent);
    parents.claim(2).forEach(child -> queue.fail(child.lease(), QueueFixture.PROBLEM, false));
    assertThat(fixture.state(dependent)).isEqualTo(JobState.FAILED);
    assertThat(fixture.state(further)).isEqualTo(JobState.FAILED);

    parents.children(parent).forEach(child -> queue.retry(W, child));

    assertThat(fixture.state(dependent)).isEqualTo(JobState.BLOCKED);
    assertThat(fixture.state(further)).isEqualTo(JobState.BLOCKED);
    parents.claim(2).forEach(fixture::finish);
    fixture.finish(fixture.claim());
    fixture.finish(fixture.claim());
    fixture.finish(fixture.claim());
    assertThat(fixture.state(further)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void whoDependsOnAChildWaitsForThatChildOnly() {
    UUID parent = parents.divided(2);
    UUID dependent = fixture.submit(parents.children(parent).get(0));

    List<ClaimedJob> children = parents.claim(2);
    for (ClaimedJob child : children) {
      if (child.lease().jobId().equals(parents.children(parent).get(0))) {
        fixture.finish(child);
      }
    }

    assertThat(fixture.state(dependent)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.state(parent)).isEqualTo(JobState.BLOCKED);
  }
}
