// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JobClaimsIT {
  private static final int THREADS = 8;
  private static final int JOBS = 2000;

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

  @Test
  void noJobIsLostOrDoneTwiceByManyWorkersAtOnce() throws Exception {
    fixture.jdbc.sql("CREATE TABLE effect (job_id uuid NOT NULL)").update();
    for (int i = 0; i < JOBS / JobKind.values().length; i++) {
      for (JobKind kind : JobKind.values()) {
        fixture.submit(kind);
      }
    }

    List<Callable<Integer>> workers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      String worker = "worker-" + i;
      workers.add(() -> workUntilEmpty(worker));
    }
    int done = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Integer> worker : threads.invokeAll(workers)) {
        done += worker.get();
      }
    }

    assertThat(done).isEqualTo(JOBS);
    assertThat(fixture.count("effect")).isEqualTo(JOBS);
    assertThat(fixture.count("(SELECT DISTINCT job_id FROM effect) AS e")).isEqualTo(JOBS);
    assertThat(fixture.count("job WHERE state = 'SUCCEEDED' AND attempt = 1")).isEqualTo(JOBS);
    assertThat(fixture.count("job_attempt WHERE outcome = 'SUCCEEDED'")).isEqualTo(JOBS);
    assertThat(fixture.count("job_lease")).isZero();
  }

  private int workUntilEmpty(String worker) {
    int done = 0;
    for (JobKind kind : JobKind.values()) {
      Optional<ClaimedJob> job = queue.claim(worker, kind, QueueFixture.LEASE);
      while (job.isPresent()) {
        UUID id = job.get().lease().jobId();
        queue.succeed(job.get().lease(), () -> effect(id));
        done++;
        job = queue.claim(worker, kind, QueueFixture.LEASE);
      }
    }
    return done;
  }

  private String effect(UUID job) {
    fixture.jdbc.sql("INSERT INTO effect VALUES (:id)").param("id", job).update();
    return "{}";
  }

  private ClaimedJob claimSubmitted() {
    fixture.submit();
    return fixture.claim();
  }
}
