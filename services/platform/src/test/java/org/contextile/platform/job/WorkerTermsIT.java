// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.platform.job.Workers.PATIENCE;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WorkerTermsIT {

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
  void aJobThatNeedsAGpuWaitsForAWorkerThatHasOne() {
    UUID needy = submit("w", new JobNeeds(true, 0));
    workers.start(WorkerTermsIT::done);
    UUID modest = submit("w", JobNeeds.NOTHING);

    await().atMost(PATIENCE).until(() -> workers.state(modest) == JobState.SUCCEEDED);
    assertThat(workers.state(needy)).isEqualTo(JobState.QUEUED);

    workers.withGpu(true).start(WorkerTermsIT::done);
    await().atMost(PATIENCE).until(() -> workers.state(needy) == JobState.SUCCEEDED);
  }

  @Test
  void aJobThatNeedsMoreMemoryThanThereIsHoldsNobodyBack() {
    UUID greedy = submit("w", new JobNeeds(false, 9L << 30));
    UUID modest = submit("w", new JobNeeds(false, 7L << 30));

    workers.start(WorkerTermsIT::done);

    await().atMost(PATIENCE).until(() -> workers.state(modest) == JobState.SUCCEEDED);
    assertThat(workers.state(greedy)).isEqualTo(JobState.QUEUED);
  }

  @Test
  void noMoreJobsOfAWorkspaceRunAtOnceThanItsCap() throws InterruptedException {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      submit("w", JobNeeds.NOTHING);
    }
    for (int i = 0; i < 3; i++) {
      submit("favoured", JobNeeds.NOTHING);
    }
    workers
        .doing(6)
        .capping(2)
        .start(
            job -> {
              running.incrementAndGet();
              goOn.await();
              return new JobOutcome(Map.of(), ended::incrementAndGet);
            });

    await().atMost(PATIENCE).until(() -> running.get() == 5);
    TimeUnit.SECONDS.sleep(1);
    assertThat(running).as("two of the capped workspace and three of the other").hasValue(5);

    goOn.countDown();
    await().atMost(PATIENCE).until(() -> ended.get() == 7);
  }

  @Test
  void aDividedJobIsSummedUpByARunThatSeesWhatItsPartsCameTo() {
    AtomicInteger sum = new AtomicInteger();
    workers
        .doing(2)
        .start(
            job -> {
              int value = job.request(Summand.class).value();
              if (value > 0) {
                return new JobOutcome(Map.of("value", value), () -> {});
              }
              if (job.children().isEmpty()) {
                return new ChildJobs(List.of(part(1), part(2), part(3)));
              }
              List<Summand> parts =
                  job.children().stream().map(child -> child.result(Summand.class)).toList();
              parts.forEach(part -> sum.addAndGet(part.value()));
              return new JobOutcome(Map.of("parts", parts.size()), () -> {});
            });
    UUID id = workers.queue().submit(JobSubmission.of("w", JobKind.INGEST, "{\"value\": 0}"));

    await().atMost(PATIENCE).until(() -> workers.state(id) == JobState.SUCCEEDED);

    assertThat(sum).hasValue(6);
    assertThat(workers.view(id).children().succeeded()).isEqualTo(3);
    assertThat(workers.view(id).attempt()).isEqualTo(2);
  }

  private record Summand(int value) {}

  private static ChildRequest part(int number) {
    return ChildRequest.of(JobKind.INGEST, new Summand(number)).withPhase("adding", 1, "numbers");
  }

  private static JobOutcome done(JobContext job) {
    return new JobOutcome(Map.of(), () -> {});
  }

  private UUID submit(String workspace, JobNeeds needs) {
    return workers
        .queue()
        .submit(JobSubmission.of(workspace, JobKind.INGEST, "{}").withNeeds(needs));
  }
}
