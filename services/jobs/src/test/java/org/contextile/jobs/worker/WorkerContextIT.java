// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** A worker as Spring puts it together and takes it apart. */
@Timeout(60)
final class WorkerContextIT {

  @TempDir private Path scratch;

  @Test
  void closingTheContextHandsJobsBackBeforeItClosesThePool() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    String url = TestDatabase.migrated().url();
    try (Workers outside = new Workers(url, scratch)) {
      UUID id = outside.submit();
      try (var context = context(url, running)) {
        context.refresh();
        running.await();
      }
      assertThat(outside.state(id)).isEqualTo(JobState.QUEUED);
      assertThat(outside.view(id).failures()).isZero();
    }
  }

  private AnnotationConfigApplicationContext context(String url, CountDownLatch running) {
    var context = new AnnotationConfigApplicationContext();
    Map<String, Object> properties = Map.of("contextile.worker.scratch-directory", scratch);
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
    HikariDataSource pool = Worker.pool(url, 4);
    context.registerBean(HikariDataSource.class, () -> pool);
    context.registerBean(
        JobQueue.class,
        () ->
            new JobQueue(
                JdbcClient.create(pool),
                new JdbcTransactionManager(pool),
                JobQueueSettings.DEFAULT));
    context.registerBean(
        ArtifactStore.class, () -> new RowArtifacts(scratch, JdbcClient.create(pool)));
    context.registerBean(JsonMapper.class, JsonMapper::shared);
    context.registerBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP);
    context.registerBean(JobHandler.class, () -> new LoopingHandler(running));
    context.register(JobConfiguration.class);
    return context;
  }

  private record LoopingHandler(CountDownLatch running) implements JobHandler {
    @Override
    public JobKind kind() {
      return JobKind.INGEST;
    }

    @Override
    public JobResult run(JobContext job) throws InterruptedException {
      running.countDown();
      while (true) {
        job.checkStop();
        Thread.sleep(20);
      }
    }
  }
}
