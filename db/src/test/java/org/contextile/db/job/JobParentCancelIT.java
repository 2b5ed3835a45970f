// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cancellation of divided jobs and of their children. */
class JobParentCancelIT {
  private static final String W = QueueFixture.WORKSPACE;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final Parents parents = new Parents(fixture);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void cancellingAParentCancelsItsChildrenAndTheRunningOnesWhenTheyHaveStopped() {
    UUID parent = parents.divided(3);
    ClaimedJob running = fixture.claim();

    assertThat(queue.cancel(W, parent)).isEqualTo(new JobControl.Accepted(JobState.CANCELLED));

    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(3, 0, 0, 2));
    assertThat(queue.heartbeat(running.lease(), QueueFixture.LEASE))
        .isEqualTo(Heartbeat.CANCEL_REQUESTED);
    assertThat(queue.retry(W, parent))
        .as("while a child is still to stop")
        .isInstanceOf(JobControl.Refused.class);
    queue.cancelled(running.lease());
    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(3, 0, 0, 3));
    assertThat(fixture.state(parent)).isEqualTo(JobState.CANCELLED);
    assertThat(parents.claim(1)).isEmpty();
  }

  @Test
  void cancellingTheLastChildFailsTheParent() {
    UUID parent = parents.divided(2);
    fixture.finish(fixture.claim());

    queue.cancel(W, parents.children(parent).get(1));

    assertThat(fixture.state(parent)).isEqualTo(JobState.FAILED);
    assertThat(fixture.job(parent).children()).isEqualTo(new JobChildren(2, 1, 0, 1));
  }

  @Test
  void aJobThatWasCancelledIsNotDividedAnyMore() {
    UUID id = fixture.submit();
    ClaimedJob job = fixture.claim();
    queue.cancel(W, id);

    assertThat(queue.divide(job.lease(), Parents.children(3))).isEqualTo(JobState.CANCELLED);
    assertThat(parents.children(id)).isEmpty();
  }

  @Test
  void aParentIsCancelledWhileItSumsUpLikeAnyJob() {
    UUID parent = parents.divided(1);
    fixture.finish(fixture.claim());
    ClaimedJob sum = fixture.claim();

    assertThat(queue.cancel(W, parent)).isEqualTo(new JobControl.Accepted(JobState.CANCELLING));
    assertThat(queue.succeed(sum.lease(), "{}")).isEqualTo(JobState.CANCELLED);

    assertThat(queue.retry(W, parent)).isEqualTo(new JobControl.Accepted(JobState.QUEUED));
    assertThat(fixture.claim().lease().jobId()).isEqualTo(parent);
  }
}
