// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JobClaimsIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void higherPriorityGoesFirstAndThenTheOldest() {
    UUID first = fixture.submit();
    UUID second = fixture.submit();
    UUID urgent =
        queue.submit(
            JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}").withPriority(5));

    assertThat(List.of(fixture.claim(), fixture.claim(), fixture.claim()))
        .extracting(job -> job.lease().jobId())
        .containsExactly(urgent, first, second);
    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isEmpty();
  }

  @Test
  void onlyTheKindThatIsAskedForIsClaimed() {
    fixture.submit(JobKind.FINE_TUNING);

    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isEmpty();
  }

  @Test
  void aJobIsNotClaimedBeforeItsTime() {
    queue.submit(
        JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}")
            .withRunAfter(Instant.now().plus(Duration.ofHours(1))));

    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isEmpty();
    fixture.skipWaits();
    assertThat(queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)).isPresent();
  }

  @Test
  void aClaimTellsTheWorkerWhatToDoAndTheReaderWhoDoesIt() {
    String input = fixture.artifact('a');
    UUID id =
        queue.submit(
            JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{\"a\": 1}")
                .withInputDigests(List.of(input)));

    ClaimedJob job = fixture.claim();

    assertThat(job.workspace()).isEqualTo(QueueFixture.WORKSPACE);
    assertThat(job.attempt()).isEqualTo(1);
    assertThat(job.requestJson()).isEqualTo("{\"a\": 1}");
    assertThat(job.inputDigests()).containsExactly(input);
    assertThat(job.checkpointDigest()).isNull();
    JobView view = fixture.job(id);
    assertThat(view.state()).isEqualTo(JobState.RUNNING);
    assertThat(view.worker()).isEqualTo("worker");
    assertThat(view.startedAt()).isNotNull();
    assertThat(view.version()).isEqualTo(2);
  }

  @Test
  void aClaimInsideATransactionIsRefused() {
    TransactionTemplate transaction =
        new TransactionTemplate(new JdbcTransactionManager(fixture.pool));

    assertThatThrownBy(
            () ->
                transaction.execute(_ -> queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHeartbeatExtendsTheLeaseAndSaysWhenTheJobIsCancelled() {
    ClaimedJob job = claimSubmitted();
    assertThat(queue.heartbeat(job.lease(), Duration.ofHours(1))).isEqualTo(Heartbeat.HELD);
    assertThat(fixture.count("job_lease WHERE expires_at > now() + interval '50 minutes'"))
        .isEqualTo(1);

    queue.cancel(QueueFixture.WORKSPACE, job.lease().jobId());

    assertThat(queue.heartbeat(job.lease(), QueueFixture.LEASE))
        .isEqualTo(Heartbeat.CANCEL_REQUESTED);
  }

  @Test
  void aHeartbeatAfterTheExpiryComesTooLate() {
    ClaimedJob job = claimSubmitted();

    fixture.expire(job.lease());

    assertThat(queue.heartbeat(job.lease(), QueueFixture.LEASE)).isEqualTo(Heartbeat.LOST);
    assertThat(
            queue.heartbeat(
                new JobLease(job.lease().jobId(), UUID.randomUUID()), QueueFixture.LEASE))
        .isEqualTo(Heartbeat.LOST);
  }

  private ClaimedJob claimSubmitted() {
    fixture.submit();
    return fixture.claim();
  }
}
