// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

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

    workers.withGpus(1).start(WorkerTermsIT::done);
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
  void twoJobsThatNeedMoreThanThereIsTogetherDoNotRunAtOnce() {
    Crowd crowd = new Crowd();
    for (int i = 0; i < 3; i++) {
      submit("w", new JobNeeds(false, 5L << 30));
    }

    workers.doing(3).start(crowd::pass);

    await().atMost(PATIENCE).until(() -> crowd.passed.get() == 3);
    assertThat(crowd.most).as("5 GB each, of 8 GB").hasValue(1);
  }

  @Test
  void aGpuIsNotGivenToJobsOfTwoKindsAtOnce() {
    Crowd crowd = new Crowd();
    for (JobKind kind : List.of(JobKind.INGEST, JobKind.MIL_TRAINING)) {
      submit("w", kind, new JobNeeds(true, 0));
      submit("w", kind, new JobNeeds(true, 0));
    }

    workers
        .doing(2)
        .withGpus(1)
        .start(Map.of(JobKind.INGEST, crowd::pass, JobKind.MIL_TRAINING, crowd::pass));

    await().atMost(PATIENCE).until(() -> crowd.passed.get() == 4);
    assertThat(crowd.most).hasValue(1);
  }

  @Test
  void aBigJobIsNotKeptWaitingByAStreamOfSmallOnesOfAnotherKind() {
    Crowd small = new Crowd();
    AtomicInteger before = new AtomicInteger(-1);
    for (int i = 0; i < 40; i++) {
      submit("w", JobKind.MIL_TRAINING, new JobNeeds(false, 3L << 30));
    }
    workers
        .doing(2)
        .start(
            Map.of(
                JobKind.MIL_TRAINING,
                small::pass,
                JobKind.INGEST,
                job -> {
                  before.set(small.passed.get());
                  return done(job);
                }));
    await().atMost(PATIENCE).until(() -> small.passed.get() > 0);

    int begun = small.passed.get();
    UUID big = submit("w", new JobNeeds(false, 7L << 30));

    await().atMost(PATIENCE).until(() -> workers.state(big) == JobState.SUCCEEDED);
    assertThat(before.get()).as("small jobs that ended before the big one").isLessThan(begun + 20);
    await().atMost(PATIENCE).until(() -> small.passed.get() == 40);
  }

  /** Counts how many jobs are inside at once. */
  private static final class Crowd {
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger passed = new AtomicInteger();

    JobResult pass(JobContext job) throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      TimeUnit.MILLISECONDS.sleep(100);
      inside.decrementAndGet();
      passed.incrementAndGet();
      return done(job);
    }
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
              return new JobResult(Map.of(), ended::incrementAndGet);
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
                return new JobResult(Map.of("value", value), () -> {});
              }
              if (job.children().isEmpty()) {
                return new ChildJobs(List.of(part(1), part(2), part(3)));
              }
              List<Summand> parts =
                  job.children().stream().map(child -> child.result(Summand.class)).toList();
              parts.forEach(part -> sum.addAndGet(part.value()));
              return new JobResult(Map.of("parts", parts.size()), () -> {});
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

  private static JobResult done(JobContext job) {
    return new JobResult(Map.of(), () -> {});
  }

  private UUID submit(String workspace, JobNeeds needs) {
    return submit(workspace, JobKind.INGEST, needs);
  }

  private UUID submit(String workspace, JobKind kind, JobNeeds needs) {
    return workers.queue().submit(JobSubmission.of(workspace, kind, "{}").withNeeds(needs));
  }
}
