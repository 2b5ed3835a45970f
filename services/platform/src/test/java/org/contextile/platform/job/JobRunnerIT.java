// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.job.Backoff;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.testing.TestDatabase;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

final class JobRunnerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final JobQueueSettings SETTINGS =
      new JobQueueSettings(new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1)), 100, 1000);

  @TempDir private Path scratch;
  private HikariDataSource database;
  private JobQueue queue;
  private JobReader reader;
  private final List<JobRunner> runners = new ArrayList<>();

  @BeforeEach
  void open() {
    database = TestDatabase.migrated().pool(8);
    JdbcClient jdbc = JdbcClient.create(database);
    queue = new JobQueue(jdbc, new JdbcTransactionManager(database), SETTINGS);
    reader = new JobReader(jdbc);
  }

  @AfterEach
  void close() {
    runners.forEach(JobRunner::stop);
    database.close();
  }

  @Test
  void aJobRunsAsSoonAsItIsSubmittedAndItsWritesArePublished() {
    start(job -> new JobOutcome(Map.of("slideId", "x"), () -> write("published")));

    long before = System.nanoTime();
    UUID id = submit();

    await().atMost(PATIENCE).until(() -> view(id).state() == JobState.SUCCEEDED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(written("published")).isEqualTo(1);
    assertThat(view(id).resultJson()).contains("slideId");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aProblemFailsTheJobForGood() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          runs.incrementAndGet();
          throw ProblemException.unprocessable("missing-mpp", "Missing mpp", "Give mppOverride.");
        });

    UUID id = submit();

    await().atMost(PATIENCE).until(() -> view(id).state() == JobState.FAILED);
    assertThat(runs).hasValue(1);
    assertThat(view(id).errorJson()).contains("/problems/missing-mpp").contains("mppOverride");
  }

  @Test
  void anErrorTakesNoSlotAway() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            throw new UnsatisfiedLinkError("a library is missing");
          }
          return new JobOutcome(Map.of(), () -> {});
        });

    UUID id = submit();

    await().atMost(PATIENCE).until(() -> view(id).state() == JobState.SUCCEEDED);
    assertThat(runs).hasValue(2);
  }

  @Test
  void anUnexpectedFailureIsTriedAgain() {
    AtomicInteger runs = new AtomicInteger();
    start(
        job -> {
          if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("once");
          }
          return new JobOutcome(Map.of(), () -> {});
        });

    UUID id = submit();

    await().atMost(PATIENCE).until(() -> view(id).state() == JobState.SUCCEEDED);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aCancelledJobStopsAtItsNextCheck() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    start(job -> loop(job, running));
    UUID id = submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    long before = System.nanoTime();
    queue.cancel("w", id);

    await().atMost(PATIENCE).until(() -> view(id).state() == JobState.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(written("published")).isZero();
  }

  @Test
  void aStoppedWorkerHandsItsJobBackWithoutCountingTheAttempt() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    start(job -> loop(job, running));
    UUID id = submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    runners.forEach(JobRunner::stop);

    assertThat(view(id).state()).isEqualTo(JobState.QUEUED);
    assertThat(view(id).failures()).isZero();
  }

  @Test
  void aWorkerWhoseLeaseIsGoneStopsAndWritesNothing() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    start(
        job -> {
          running.countDown();
          while (!job.stopping()) {
            Thread.sleep(20);
          }
          stopped.countDown();
          return new JobOutcome(Map.of(), () -> write("published"));
        });
    UUID id = submit();
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();

    JdbcClient.create(database)
        .sql("update job_lease set token = gen_random_uuid() where job_id = :id")
        .param("id", id)
        .update();

    assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    runners.forEach(JobRunner::stop);
    assertThat(written("published")).isZero();
    assertThat(view(id).state()).isNotEqualTo(JobState.SUCCEEDED);
  }

  private JobOutcome loop(JobContext job, CountDownLatch running) throws InterruptedException {
    job.phase("waiting", 0, "rounds");
    running.countDown();
    while (true) {
      job.checkStop();
      Thread.sleep(20);
    }
  }

  /** What a test's handler does. */
  private interface Work {
    JobOutcome run(JobContext job) throws Exception;
  }

  private void start(Work work) {
    WorkerProperties properties =
        new WorkerProperties(
            "test",
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Map.of(),
            scratch);
    JobHandler handler =
        new JobHandler() {
          @Override
          public JobKind kind() {
            return JobKind.INGEST;
          }

          @Override
          public JobOutcome run(JobContext job) throws Exception {
            return work.run(job);
          }
        };
    JobRunner runner =
        new JobRunner(
            queue,
            database,
            List.of(handler),
            properties,
            new RunningJobs(
                queue,
                queue,
                new NoArtifacts(),
                JsonMapper.shared(),
                new SimpleMeterRegistry(),
                properties));
    runners.add(runner);
    runner.start();
  }

  private UUID submit() {
    return queue.submit(JobSubmission.of("w", JobKind.INGEST, "{}"));
  }

  private JobView view(UUID id) {
    return reader.find("w", id).orElseThrow();
  }

  private void write(String key) {
    JdbcClient.create(database)
        .sql("insert into cohort (workspace, name) values ('w', :name)")
        .param("name", key)
        .update();
  }

  private long written(String key) {
    return JdbcClient.create(database)
        .sql("select count(*) from cohort where name = :name")
        .param("name", key)
        .query(Long.class)
        .single();
  }

  /** These jobs keep nothing. */
  private static final class NoArtifacts implements ArtifactStore {
    @Override
    public Artifact put(InputStream in, String mediaType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Artifact put(Path file, String mediaType) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path path(String digest) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void discardIfUnreferenced(String digest) {
      throw new UnsupportedOperationException();
    }
  }
}
