// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.contextile.jobs.worker.Workers.PATIENCE;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.contextile.db.job.JobState;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away under jobs that run, and comes back. */
@Timeout(60)
final class WorkerOutageIT {

  private final CompletableFuture<Worker> worker = new CompletableFuture<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  @TempDir private Path scratch;

  @Test
  void aJobOutlivesTheEndOfAllItsConnections() throws Exception {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      worker.complete(workers.start(this::report));
      UUID id = workers.submit();
      running.await();

      assertThat(workers.killConnections()).isPositive();
      goOn.countDown();

      awaitDoneOnce(workers, id);
      assertThat(workers.log(id)).containsExactlyElementsOf(lines());
    }
  }

  @Test
  void aPublicationWhoseConnectionIsKilledIsMadeAgainAndCountsOnce() {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      var tries = new CountDownLatch(3);
      worker.complete(
          workers.start(
              job ->
                  new JobResult(
                      Map.of(),
                      () -> {
                        worker.join().write("done");
                        if (tries.getCount() > 1) {
                          workers.killConnections();
                        }
                        tries.countDown();
                        worker.join().write("also done");
                      })));

      UUID id = workers.submit();

      awaitDoneOnce(workers, id);
      assertThat(workers.written("also done")).isEqualTo(1);
      assertThat(tries.getCount()).isZero();
    }
  }

  @Test
  void anExhaustedPoolKeepsNoLeaseFromBeingExtendedAndNoEndFromBeingTold() throws Exception {
    try (Workers workers = new Workers(TestDatabase.migrated().url(), scratch)) {
      worker.complete(workers.start(this::report));
      UUID id = workers.submit();
      running.await();

      List<Connection> taken = takeAll(worker.join());
      goOn.countDown();
      Thread.sleep(Workers.LEASE.plusSeconds(1));

      assertThat(workers.state(id)).isEqualTo(JobState.RUNNING);
      for (Connection connection : taken) {
        connection.close();
      }
      awaitDoneOnce(workers, id);
      assertThat(workers.log(id)).containsExactlyElementsOf(lines());
    }
  }

  @Test
  void aJobOutlivesARestartOfTheServer(@TempDir Path data) throws Exception {
    try (RestartableServer server = new RestartableServer(data.resolve("postgres"));
        Workers workers = new Workers(server.url(), scratch)) {
      worker.complete(workers.start(this::report));
      UUID id = workers.submit();
      running.await();

      server.stop();
      goOn.countDown();
      server.startAgain();

      awaitDoneOnce(workers, id);
    }
  }

  private void awaitDoneOnce(Workers workers, UUID id) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> workers.state(id) == JobState.SUCCEEDED);
    assertThat(workers.written("done")).isEqualTo(1);
    assertThat(workers.attempts(id)).hasSize(1);
  }

  private JobResult report(JobContext job) throws InterruptedException {
    job.phase("reporting", lines().size(), "lines");
    running.countDown();
    goOn.await();
    for (String line : lines()) {
      job.log(line);
      Thread.sleep(10);
    }
    return new JobResult(Map.of(), () -> worker.join().write("done"));
  }

  private static List<String> lines() {
    return IntStream.range(0, 30).mapToObj(i -> "line " + i).toList();
  }

  private static List<Connection> takeAll(Worker worker) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    for (int i = 0; i < worker.pool().getMaximumPoolSize(); i++) {
      taken.add(worker.pool().getConnection());
    }
    return taken;
  }
}
