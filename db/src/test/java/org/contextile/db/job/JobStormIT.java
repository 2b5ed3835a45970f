// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything at once: users who submit graphs, cancel and retry, workers that finish, fail, freeze
 * and come too late.
 */
class JobStormIT {
  private static final int THREADS = 8;
  private static final int ROUNDS = 300;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final List<UUID> submitted = new CopyOnWriteArrayList<>();

  @BeforeEach
  void prepare() {
    fixture.jdbc.sql("CREATE TABLE effect (job_id uuid NOT NULL)").update();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void everyEffectHappensOnceAndEveryJobComesToAnEnd() throws Exception {
    List<Callable<Void>> storm = new ArrayList<>();
    for (int seed = 0; seed < THREADS; seed++) {
      Random random = new Random(seed);
      storm.add(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              act(random);
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Void> thread : threads.invokeAll(storm)) {
        thread.get();
      }
    }
    calm();

    assertThat(fixture.count("job WHERE state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED')"))
        .isZero();
    assertThat(fixture.count("job_lease")).isZero();
    assertThat(fixture.count("effect"))
        .isEqualTo(fixture.count("job WHERE state = 'SUCCEEDED'"))
        .isPositive();
    assertThat(fixture.count("(SELECT DISTINCT job_id FROM effect) AS e"))
        .isEqualTo(fixture.count("effect"));
    assertThat(
            fixture.count(
                "job WHERE attempt <> (SELECT count(*) FROM job_attempt a WHERE a.job_id = job.id)"))
        .isZero();
  }

  private void act(Random random) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> submit(random);
      case 3 -> pick(random).ifPresent(id -> queue.cancel(QueueFixture.WORKSPACE, id));
      case 4 -> pick(random).ifPresent(id -> queue.retry(QueueFixture.WORKSPACE, id));
      case 5 -> {
        fixture.skipWaits();
        queue.sweep();
      }
      default -> work(random);
    }
  }

  private void submit(Random random) {
    Set<UUID> dependsOn = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      pick(random).ifPresent(dependsOn::add);
    }
    submitted.add(
        queue.submit(
            JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}")
                .withPriority(random.nextInt(3))
                .withDependsOn(dependsOn)));
  }

  /** One of the latest, where the most is going on. */
  private Optional<UUID> pick(Random random) {
    List<UUID> known = List.copyOf(submitted);
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(known.get(Math.max(0, known.size() - 1 - random.nextInt(20))));
  }

  private void work(Random random) {
    Optional<ClaimedJob> claimed = queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE);
    claimed.ifPresent(
        job -> {
          try {
            queue.progress(job.lease(), new JobProgress("storm", 1, 2, null));
            switch (random.nextInt(8)) {
              case 0 -> queue.fail(job.lease(), QueueFixture.PROBLEM, true);
              case 1 -> queue.fail(job.lease(), QueueFixture.PROBLEM, false);
              case 2 -> queue.release(job.lease());
              case 3 -> fixture.expire(job.lease());
              case 4 -> {
                fixture.expire(job.lease());
                succeed(job);
              }
              default -> succeedBesideAHeartbeat(job);
            }
          } catch (LeaseLostException e) {
            // Another was faster, as it may be; what counts is looked at in the end.
          }
        });
  }

  private void succeedBesideAHeartbeat(ClaimedJob job) {
    Thread heartbeat =
        Thread.ofVirtual()
            .start(
                () -> {
                  queue.heartbeat(job.lease(), Duration.ofMinutes(2));
                  try {
                    queue.progress(job.lease(), new JobProgress("storm", 2, 2, null));
                  } catch (LeaseLostException e) {
                    // The job has ended meanwhile.
                  }
                });
    succeed(job);
    try {
      heartbeat.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void succeed(ClaimedJob job) {
    queue.succeed(
        job.lease(),
        () -> {
          fixture
              .jdbc
              .sql("INSERT INTO effect VALUES (:id)")
              .param("id", job.lease().jobId())
              .update();
          return "{}";
        });
  }

  /** No more users: workers finish all that is left. */
  private void calm() {
    fixture.jdbc.sql("UPDATE job_lease SET expires_at = clock_timestamp()").update();
    Optional<ClaimedJob> job;
    do {
      queue.sweep();
      fixture.skipWaits();
      job = queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE);
      job.ifPresent(this::succeed);
    } while (job.isPresent());
  }
}
