// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAttempt;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.DatabaseLine;
import org.contextile.db.testing.TestDatabase;
import org.contextile.library.storage.LocalCopy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker ends while jobs run, and what they have done is not lost. */
@Timeout(60)
final class WorkerShutdownIT {

  private final CountDownLatch running = new CountDownLatch(1);
  private final CompletableFuture<Worker> worker = new CompletableFuture<>();
  @TempDir private Path scratch;
  private Workers workers;

  @BeforeEach
  void open() {
    workers = new Workers(TestDatabase.migrated().url(), scratch);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void aJobIsHandedBackWithItsCheckpointAndTheNextWorkerGoesOnFromThere() throws Exception {
    Worker first = workers.start(this::saveAndLoop);
    UUID id = workers.submit();
    running.await();

    assertThat(timeOfStopping(first)).isLessThan(Duration.ofSeconds(2));

    assertThat(temporaryFolders()).isEmpty();
    assertHandedBack(id);
    CompletableFuture<String> found = new CompletableFuture<>();
    workers.start(
        job -> {
          try (LocalCopy checkpoint = job.checkpoint().orElseThrow()) {
            found.complete(Files.readString(checkpoint.path()));
          }
          return new JobResult(Map.of(), () -> {});
        });
    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(found.join()).isEqualTo("half done");
  }

  @Test
  void aPublicationIsFinishedBeforeItsJobIsHandedBack() throws Exception {
    worker.complete(
        workers.start(
            job -> {
              job.publish(this::writeSlowly);
              return loop(job);
            }));
    UUID id = workers.submit();
    running.await();

    assertThat(timeOfStopping(worker.join())).isLessThan(Duration.ofSeconds(4));

    assertHandedBack(id);
    assertThat(workers.written("published")).isEqualTo(1);
  }

  @Test
  void aHandlerThatNeverStopsHoldsUpNeitherTheShutdownNorItsJob() throws Exception {
    CountDownLatch zombie = new CountDownLatch(1);
    worker.complete(
        workers
            .within(Duration.ofSeconds(2))
            .start(
                job -> {
                  running.countDown();
                  awaitDeafly(zombie);
                  return new JobResult(Map.of(), () -> worker.join().write("zombie"));
                }));
    UUID id = workers.submit();
    running.await();

    assertThat(timeOfStopping(worker.join())).isLessThan(Duration.ofSeconds(3));

    assertThat(temporaryFolders()).hasSize(1);
    assertHandedBack(id);
    zombie.countDown();
    await().during(Duration.ofSeconds(1)).until(() -> workers.written("zombie") == 0);
  }

  @Test
  void aDatabaseThatDoesNotAnswerHoldsUpNoShutdown() throws Exception {
    try (DatabaseLine line = workers.line()) {
      Worker cutOff =
          workers.within(Duration.ofSeconds(2)).start("cut off", line, this::saveAndLoop);
      workers.submit();
      running.await();
      line.cut();

      assertThat(timeOfStopping(cutOff)).isLessThan(Duration.ofSeconds(3));
    }
  }

  private List<String> temporaryFolders() throws IOException {
    try (Stream<Path> found = Files.list(scratch)) {
      return found
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("contextile-worker-"))
          .toList();
    }
  }

  private void assertHandedBack(UUID id) {
    assertThat(workers.state(id)).isEqualTo(JobState.QUEUED);
    assertThat(workers.view(id).failures()).isZero();
    assertThat(workers.attempts(id))
        .extracting(JobAttempt::outcome)
        .containsExactly(AttemptOutcome.RELEASED);
  }

  private static Duration timeOfStopping(Worker worker) {
    long before = System.nanoTime();
    worker.runner().stop();
    return Duration.ofNanos(System.nanoTime() - before);
  }

  private JobResult saveAndLoop(JobContext job) throws IOException, InterruptedException {
    job.saveCheckpoint(Files.writeString(job.scratch().resolve("checkpoint"), "half done"));
    running.countDown();
    return loop(job);
  }

  private static JobResult loop(JobContext job) throws InterruptedException {
    while (true) {
      job.checkStop();
      Thread.sleep(20);
    }
  }

  private void writeSlowly() {
    worker.join().write("published");
    running.countDown();
    awaitDeafly(new CountDownLatch(1), Duration.ofSeconds(1));
  }

  private static void awaitDeafly(CountDownLatch latch) {
    awaitDeafly(latch, Duration.ofMinutes(1));
  }

  /** Waits as native code computes: no interrupt ends it. */
  private static void awaitDeafly(CountDownLatch latch, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (latch.getCount() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
