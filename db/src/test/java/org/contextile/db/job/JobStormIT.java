// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything at once: users of several workspaces who submit graphs, cancel and retry jobs and
 * their children, workers that finish, divide, fail, freeze and come too late.
 */
class JobStormIT {
  private static final int THREADS = 8;
  private static final int ROUNDS = 300;
  private static final List<String> WORKSPACES = List.of("lab", "clinic", "school");
  private static final ClaimTerms CAPPED = new ClaimTerms(5, Map.of(), WorkerOffer.EVERYTHING);

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final StormEnds ends = new StormEnds(fixture);
  private final Map<String, List<UUID>> known = new ConcurrentHashMap<>();

  @BeforeEach
  void prepare() {
    fixture.jdbc.sql("CREATE TABLE effect (job_id uuid NOT NULL)").update();
    WORKSPACES.forEach(workspace -> known.put(workspace, new CopyOnWriteArrayList<>()));
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
    assertThat(fixture.count("job_waiting")).isZero();
    assertThat(fixture.count("job_input")).isZero();
    assertThat(fixture.count("effect"))
        .isEqualTo(fixture.count("job WHERE state = 'SUCCEEDED'"))
        .isPositive();
    assertThat(fixture.count("(SELECT DISTINCT job_id FROM effect) AS e"))
        .isEqualTo(fixture.count("effect"));
    assertThat(
            fixture.count(
                "job WHERE attempt <> (SELECT count(*) FROM job_attempt a WHERE a.job_id = job.id)"))
        .isZero();
    assertThat(fixture.count("job WHERE divided AND state = 'SUCCEEDED'")).isPositive();
    assertThat(
            fixture.count(
                "job JOIN job child ON child.parent_id = job.id"
                    + " WHERE job.state = 'SUCCEEDED' AND child.state <> 'SUCCEEDED'"))
        .isZero();
    assertThat(
            fixture.count(
                "job JOIN job_dependency d ON d.job_id = job.id JOIN job needed ON needed.id = d.depends_on"
                    + " WHERE job.state = 'SUCCEEDED' AND needed.state <> 'SUCCEEDED'"))
        .isZero();
    assertThat(
            fixture.count(
                "job JOIN job child ON child.parent_id = job.id JOIN job deep ON deep.parent_id = child.id"
                    + " WHERE job.state = 'SUCCEEDED'"))
        .isPositive();
  }

  private void act(Random random) {
    String workspace = WORKSPACES.get(random.nextInt(WORKSPACES.size()));
    switch (random.nextInt(10)) {
      case 0, 1 -> submit(workspace, random);
      case 2 -> pick(workspace, random).forEach(id -> queue.cancel(workspace, id));
      case 3, 4 -> pick(workspace, random).forEach(id -> queue.retry(workspace, id));
      case 5 -> {
        fixture.skipWaits();
        queue.sweep();
      }
      default ->
          queue
              .claim(
                  "worker",
                  JobKind.INGEST,
                  QueueFixture.LEASE,
                  1 + random.nextInt(3),
                  random.nextBoolean() ? ClaimTerms.ANY : CAPPED)
              .forEach(job -> work(job, random));
    }
  }

  private void submit(String workspace, Random random) {
    Set<UUID> dependsOn = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      dependsOn.addAll(pick(workspace, random));
    }
    known(workspace)
        .add(
            queue.submit(
                JobSubmission.of(workspace, JobKind.INGEST, "{}")
                    .withPriority(random.nextInt(3))
                    .withDependsOn(dependsOn)));
  }

  private List<UUID> known(String workspace) {
    return known.getOrDefault(workspace, List.of());
  }

  /** One of the latest jobs and children, where the most is going on; none before the first. */
  private Set<UUID> pick(String workspace, Random random) {
    List<UUID> all = List.copyOf(known(workspace));
    return all.isEmpty()
        ? Set.of()
        : Set.of(all.get(Math.max(0, all.size() - 1 - random.nextInt(20))));
  }

  private void work(ClaimedJob job, Random random) {
    try {
      queue.progress(job.lease(), new JobProgress("storm", 1, 2, null));
      if (!deepest(job) && random.nextInt(job.divided() ? 12 : 3) == 0) {
        divide(job, 1 + random.nextInt(4), random);
        return;
      }
      switch (random.nextInt(10)) {
        case 0 -> queue.fail(job.lease(), QueueFixture.PROBLEM, true);
        case 1 -> queue.fail(job.lease(), QueueFixture.PROBLEM, false);
        case 2 -> queue.release(job.lease());
        case 3 -> fixture.expire(job.lease());
        case 4 -> {
          fixture.expire(job.lease());
          ends.succeed(job);
        }
        default -> ends.succeedBesideAHeartbeat(job);
      }
    } catch (LeaseLostException e) {
      // Another was faster, as it may be; what counts is looked at in the end.
    }
  }

  /** Whether it lies so deep that it cannot have children. */
  private boolean deepest(ClaimedJob job) {
    return fixture.count(
            "job JOIN job parent ON parent.id = job.parent_id WHERE parent.parent_id IS NOT NULL AND job.id = '%s'"
                .formatted(job.lease().jobId()))
        > 0;
  }

  /** Among children some of which depend on others. */
  private void divide(ClaimedJob job, int count, Random random) {
    List<ChildJob> children = new ArrayList<>();
    for (ChildJob child : Parents.children(count)) {
      Set<Integer> dependsOn = new HashSet<>();
      if (!children.isEmpty() && random.nextBoolean()) {
        dependsOn.add(random.nextInt(children.size()));
      }
      children.add(child.withDependsOn(dependsOn));
    }
    queue.divide(job.lease(), children);
    fixture
        .jdbc
        .sql("SELECT id FROM job WHERE parent_id = :job")
        .param("job", job.lease().jobId())
        .query(UUID.class)
        .list()
        .forEach(child -> known(job.workspace()).add(child));
  }

  /** No more users: workers finish all that is left. */
  private void calm() {
    fixture.jdbc.sql("UPDATE job_lease SET expires_at = clock_timestamp()").update();
    List<ClaimedJob> jobs;
    do {
      queue.sweep();
      fixture.skipWaits();
      jobs = queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE, 10, ClaimTerms.ANY);
      jobs.forEach(ends::succeed);
    } while (!jobs.isEmpty());
  }
}
