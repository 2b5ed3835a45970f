// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobEndsIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aSucceededJobKeepsItsResultAndLetsGoOfItsInputAndItsCheckpoint() {
    String input = fixture.artifact('a');
    UUID id = submitWith(input);
    ClaimedJob job = fixture.claim();
    queue.checkpoint(job.lease(), fixture.artifact('b'));
    assertThat(fixture.count("job_input")).isEqualTo(1);

    assertThat(queue.succeed(job.lease(), "{\"slide\": 1}")).isEqualTo(JobState.SUCCEEDED);

    JobView view = fixture.job(id);
    assertThat(view.resultJson()).isEqualTo("{\"slide\": 1}");
    assertThat(view.finishedAt()).isNotNull();
    assertThat(view.checkpointDigest()).isNull();
    assertThat(view.worker()).isNull();
    assertThat(fixture.count("job_input")).isZero();
    assertThat(fixture.reader.attempts(id))
        .extracting(JobAttempt::outcome)
        .containsExactly(AttemptOutcome.SUCCEEDED);
  }

  @Test
  void aRetryableFailureWaitsTwiceAsLongEachTimeUntilTheAttemptsAreUsedUp() {
    UUID id = fixture.submit();

    assertThat(queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, true))
        .isEqualTo(JobState.QUEUED);
    assertThat(fixture.count("job WHERE run_after BETWEEN now() + '59 min' AND now() + '61 min'"))
        .isEqualTo(1);
    assertThat(fixture.job(id).errorJson()).isNull();
    fixture.skipWaits();
    assertThat(queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, true))
        .isEqualTo(JobState.QUEUED);
    assertThat(fixture.count("job WHERE run_after BETWEEN now() + '119 min' AND now() + '121 min'"))
        .isEqualTo(1);
    fixture.skipWaits();
    assertThat(queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, true))
        .isEqualTo(JobState.FAILED);

    assertThat(fixture.job(id).errorJson()).contains("/problems/broken");
    assertThat(fixture.reader.attempts(id))
        .hasSize(3)
        .allMatch(attempt -> attempt.errorJson() != null);
  }

  @Test
  void aFailureForGoodIsNotRepeated() {
    UUID id = fixture.submit();

    assertThat(queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false))
        .isEqualTo(JobState.FAILED);
    assertThat(fixture.state(id)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aReleasedJobIsQueuedAtOnceWithItsCheckpointAndLosesNoAttempt() {
    UUID id = fixture.submit();
    for (int attempt = 1; attempt <= 5; attempt++) {
      ClaimedJob job = fixture.claim();
      assertThat(job.attempt()).isEqualTo(attempt);
      queue.checkpoint(job.lease(), fixture.artifact('b'));
      assertThat(queue.release(job.lease())).isEqualTo(JobState.QUEUED);
    }

    assertThat(fixture.job(id).failures()).isZero();
    assertThat(fixture.claim().checkpointDigest()).isEqualTo("b".repeat(64));
  }

  @Test
  void anExpiredLeaseIsTakenBackAndItsAttemptCounted() {
    UUID id = fixture.submit();
    fixture.expire(fixture.claim().lease());

    assertThat(queue.sweep()).isEqualTo(new SweepReport(1, 0, 0, 0, 0));

    assertThat(fixture.state(id)).isEqualTo(JobState.QUEUED);
    assertThat(fixture.job(id).failures()).isEqualTo(1);
    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isEmpty();
    assertThat(queue.sweep()).isEqualTo(new SweepReport(0, 0, 0, 0, 0));
  }

  @Test
  void aJobThatKillsItsWorkersFailsInTheEnd() {
    UUID id = fixture.submit();
    for (int attempt = 0; attempt < 3; attempt++) {
      fixture.expire(fixture.claim().lease());
      queue.sweep();
      fixture.skipWaits();
    }

    assertThat(fixture.state(id)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(id).errorJson()).contains("/problems/worker-lost");
    assertThat(fixture.reader.attempts(id))
        .extracting(JobAttempt::outcome)
        .containsOnly(AttemptOutcome.EXPIRED)
        .hasSize(3);
  }

  @Test
  void aSweepLeavesLiveLeasesAlone() {
    fixture.submit();
    ClaimedJob job = fixture.claim();

    queue.sweep();

    assertThat(fixture.finish(job)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aWaitingJobIsCancelledAtOnceAndARunningOneWhenItsWorkerHasStopped() {
    UUID running = fixture.submit();
    ClaimedJob job = fixture.claim();
    UUID waiting = fixture.submit();

    assertThat(queue.cancel(QueueFixture.WORKSPACE, waiting))
        .isEqualTo(new JobControl.Accepted(JobState.CANCELLED));
    assertThat(queue.cancel(QueueFixture.WORKSPACE, running))
        .isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
    assertThat(queue.cancel(QueueFixture.WORKSPACE, running))
        .isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
    assertThat(queue.cancelled(job.lease())).isEqualTo(JobState.CANCELLED);
    assertThat(queue.cancel(QueueFixture.WORKSPACE, running))
        .isInstanceOf(JobControl.Refused.class);
    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isEmpty();
  }

  @Test
  void howeverTheWorkerOfACancelledJobEndsTheJobIsCancelled() {
    assertThat(cancelThen(job -> queue.fail(job.lease(), QueueFixture.PROBLEM, true)))
        .isEqualTo(JobState.CANCELLED);
    assertThat(cancelThen(job -> queue.release(job.lease()))).isEqualTo(JobState.CANCELLED);
    assertThat(cancelThen(fixture::finish)).isEqualTo(JobState.CANCELLED);
    assertThat(
            cancelThen(
                job -> {
                  fixture.expire(job.lease());
                  queue.sweep();
                  return fixture.state(job.lease().jobId());
                }))
        .isEqualTo(JobState.CANCELLED);
  }

  private JobState cancelThen(java.util.function.Function<ClaimedJob, JobState> ending) {
    UUID id = fixture.submit();
    ClaimedJob job = fixture.claim();
    queue.cancel(QueueFixture.WORKSPACE, id);
    return ending.apply(job);
  }

  @Test
  void aWorkerCannotCancelWhatNobodyCancelled() {
    fixture.submit();
    ClaimedJob job = fixture.claim();

    assertThatThrownBy(() -> queue.cancelled(job.lease()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(fixture.finish(job)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void aFailedJobIsRetriedWithAllItsAttempts() {
    String input = fixture.artifact('a');
    UUID id = submitWith(input);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);

    assertThat(queue.retry(QueueFixture.WORKSPACE, id))
        .isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(queue.retry(QueueFixture.WORKSPACE, id))
        .isEqualTo(new JobControl.Accepted(JobState.QUEUED));

    assertThat(fixture.count("job_input")).isEqualTo(1);
    assertThat(fixture.job(id).failures()).isZero();
    assertThat(fixture.job(id).errorJson()).isNull();
    ClaimedJob job = fixture.claim();
    assertThat(job.attempt()).isEqualTo(2);
    fixture.finish(job);
    assertThat(queue.retry(QueueFixture.WORKSPACE, id)).isInstanceOf(JobControl.Refused.class);
  }

  @Test
  void aJobWhoseInputIsGoneCannotBeRetried() {
    String input = fixture.artifact('a');
    UUID id = submitWith(input);
    queue.fail(fixture.claim().lease(), QueueFixture.PROBLEM, false);
    fixture.loseArtifacts();

    assertThat(queue.retry(QueueFixture.WORKSPACE, id)).isInstanceOf(JobControl.Refused.class);
    assertThat(fixture.state(id)).isEqualTo(JobState.FAILED);
  }

  @Test
  void anotherWorkspaceCanNeitherSeeNorCancelNorRetryAJob() {
    UUID id = fixture.submit();

    assertThat(fixture.reader.find("other", id)).isEmpty();
    assertThat(queue.cancel("other", id)).isEqualTo(new JobControl.NotFound());
    assertThat(queue.retry("other", id)).isEqualTo(new JobControl.NotFound());
    assertThat(fixture.state(id)).isEqualTo(JobState.QUEUED);
  }

  private UUID submitWith(String input) {
    return queue.submit(
        JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}")
            .withInputDigests(List.of(input)));
  }
}
