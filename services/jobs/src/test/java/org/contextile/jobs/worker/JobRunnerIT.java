// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.TestDatabase;
import org.contextile.jobs.worker.Workers.Work;
import org.contextile.library.storage.UnreachableStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JobRunnerIT {

  @TempDir private Path scratch;
  private Workers workers;
  private final CompletableFuture<Worker> worker = new CompletableFuture<>();

  @BeforeEach
  void open() {
    workers = new Workers(TestDatabase.migrated().url(), scratch);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void aJobRunsAsSoonAsItIsSubmittedAndItsWritesArePublished() {
    CompletableFuture<Path> folder = new CompletableFuture<>();
    start(
        job -> {
          folder.complete(Files.createFile(job.scratch().resolve("file")).getParent());
          return new JobResult(Map.of("slideId", "x"), () -> write("published"));
        });

    long before = System.nanoTime();
    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(workers.written("published")).isEqualTo(1);
    assertThat(workers.view(id).resultJson()).contains("slideId");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(folder.join()).doesNotExist());
  }

  @Test
  void aProblemFailsTheJobForGood() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          runs.incrementAndGet();
          throw new ProblemException(ProblemType.MISSING_MPP, "Give mppOverride.");
        });

    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.FAILED);
    assertThat(runs).hasValue(1);
    assertThat(workers.view(id).errorJson())
        .contains("/problems/missing-mpp")
        .contains("mppOverride");
  }

  @Test
  void anErrorTakesNoSlotAway() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            throw new UnsatisfiedLinkError("a library is missing");
          }
          return new JobResult(Map.of(), () -> {});
        });

    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aFullDiskIsTypedAndTriedAgain() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            Files.writeString(Path.of("/dev/full"), "tiles");
          }
          return new JobResult(Map.of(), () -> {});
        });

    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(workers.attempts(id).getFirst().errorJson())
        .contains("/problems/insufficient-storage", "\"retryable\": true")
        .doesNotContain("/dev/full");
  }

  @Test
  void aStoreThatIsAwayIsTypedAndTriedAgain() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            throw new UnreachableStoreException("the bucket's name", new IOException("refused"));
          }
          return new JobResult(Map.of(), () -> {});
        });

    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(workers.attempts(id).getFirst().errorJson())
        .contains("/problems/unavailable", "\"retryable\": true")
        .doesNotContain("the bucket's name");
  }

  @Test
  void anUnexpectedFailureIsTriedAgainAndTellsNobodyItsInnerText() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("our own mistake");
          }
          return new JobResult(Map.of(), () -> {});
        });

    UUID id = workers.submit();

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(runs).hasValue(2);
    assertThat(workers.attempts(id).getFirst().errorJson())
        .contains("/problems/internal-error", "Attempt 1")
        .doesNotContain("our own mistake");
  }

  @Test
  void aCancelledJobStopsAtItsNextCheck() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    start(job -> loop(job, running));
    UUID id = workers.submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    long before = System.nanoTime();
    workers.queue().cancel("w", id);

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(workers.written("published")).isZero();
  }

  @Test
  void aStoppedWorkerHandsItsJobBackWithoutCountingTheAttempt() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    start(job -> loop(job, running));
    UUID id = workers.submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    worker.join().runner().stop();

    assertThat(workers.state(id)).isEqualTo(JobState.QUEUED);
    assertThat(workers.view(id).failures()).isZero();
  }

  @Test
  void aWorkerWhoseLeaseIsGoneStopsAndWritesNothing() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Long> stopped = new CompletableFuture<>();
    start(
        job -> {
          running.countDown();
          while (!job.stopping()) {
            Thread.sleep(20);
          }
          stopped.complete(System.nanoTime());
          return new JobResult(Map.of(), () -> write("published"));
        });
    UUID id = workers.submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    long before = System.nanoTime();
    workers
        .jdbc()
        .sql("update job_lease set token = gen_random_uuid() where job_id = :id")
        .param("id", id)
        .update();

    assertThat(Duration.ofNanos(stopped.join() - before))
        .isLessThan(Workers.HEARTBEAT.multipliedBy(2));
    worker.join().runner().stop();
    assertThat(workers.written("published")).isZero();
    assertThat(workers.state(id)).isNotEqualTo(JobState.SUCCEEDED);
  }

  private JobResult loop(JobContext job, CountDownLatch running) throws InterruptedException {
    job.phase("waiting", 0, "rounds");
    running.countDown();
    while (true) {
      job.checkStop();
      Thread.sleep(20);
    }
  }

  private void start(Work work) {
    worker.complete(workers.start(work));
  }

  private void write(String name) {
    worker.join().write(name);
  }
}
