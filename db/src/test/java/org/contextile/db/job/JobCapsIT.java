// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many jobs of a workspace run at once. */
class JobCapsIT {
  private static final int CLAIMERS = 8;
  private static final int ROUNDS = 60;

  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aCapHoldsAJobBackUntilAnotherHasEnded() {
    submit("a", 3);
    ClaimTerms one = new ClaimTerms(1, Map.of(), WorkerOffer.EVERYTHING);

    ClaimedJob job = claim(3, one).getFirst();
    assertThat(claim(3, one)).isEmpty();
    queue.cancel("a", job.lease().jobId());
    assertThat(claim(3, one)).as("a job that is still to stop counts").isEmpty();
    queue.cancelled(job.lease());

    assertThat(claim(3, one)).hasSize(1);
  }

  @Test
  void aWorkspaceMayHaveACapOfItsOwnAndACapOfNoneShutsItOut() {
    submit("a", 5);
    submit("b", 5);
    submit("c", 5);
    ClaimTerms terms = new ClaimTerms(2, Map.of("a", 3, "b", 0), WorkerOffer.EVERYTHING);

    List<String> served = workspaces(claim(15, terms));

    assertThat(served).filteredOn("a"::equals).hasSize(3);
    assertThat(served).filteredOn("c"::equals).hasSize(2);
    assertThat(served).hasSize(5);
  }

  @Test
  void capsAreExactHoweverManyClaimAtOnce() throws Exception {
    Map<String, Integer> caps = Map.of("a", 1, "b", 5);
    ClaimTerms terms = new ClaimTerms(3, caps, WorkerOffer.EVERYTHING);
    Map<String, AtomicInteger> running =
        Map.of("a", new AtomicInteger(), "b", new AtomicInteger(), "c", new AtomicInteger());
    Map<String, AtomicInteger> most =
        Map.of("a", new AtomicInteger(), "b", new AtomicInteger(), "c", new AtomicInteger());
    for (String workspace : running.keySet()) {
      submit(workspace, CLAIMERS * ROUNDS);
    }

    List<Callable<Void>> claimers = new ArrayList<>();
    for (int i = 0; i < CLAIMERS; i++) {
      claimers.add(
          () -> {
            for (int round = 0; round < ROUNDS; round++) {
              for (ClaimedJob job : claim(2, terms)) {
                // Counted after the claim and until before the end: never more than the queue has.
                int now = at(running, job).incrementAndGet();
                at(most, job).accumulateAndGet(now, Math::max);
                Thread.sleep(1);
                at(running, job).decrementAndGet();
                fixture.finish(job);
              }
            }
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS)) {
      for (Future<Void> thread : threads.invokeAll(claimers)) {
        thread.get();
      }
    }

    assertThat(most.get("a")).hasValueBetween(1, 1);
    assertThat(most.get("b")).hasValueBetween(1, 5);
    assertThat(most.get("c")).hasValueBetween(1, 3);
  }

  @Test
  void claimersAtTheSameMomentFillTheCapsToTheLastJob() throws Exception {
    submit("a", 50);
    submit("b", 50);
    ClaimTerms terms = new ClaimTerms(4, Map.of("b", 7), WorkerOffer.EVERYTHING);

    List<String> served = new ArrayList<>();
    List<Callable<List<ClaimedJob>>> claimers = new ArrayList<>();
    for (int i = 0; i < 4 * CLAIMERS; i++) {
      claimers.add(() -> claim(3, terms));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS)) {
      for (Future<List<ClaimedJob>> thread : threads.invokeAll(claimers)) {
        served.addAll(workspaces(thread.get()));
      }
    }

    assertThat(served).filteredOn("a"::equals).hasSize(4);
    assertThat(served).filteredOn("b"::equals).hasSize(7);
  }

  private static AtomicInteger at(Map<String, AtomicInteger> numbers, ClaimedJob job) {
    return Objects.requireNonNull(numbers.get(job.workspace()));
  }

  private void submit(String workspace, int jobs) {
    for (int i = 0; i < jobs; i++) {
      queue.submit(JobSubmission.of(workspace, JobKind.INGEST, "{}"));
    }
  }

  private List<ClaimedJob> claim(int atMost, ClaimTerms terms) {
    return queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE, atMost, terms);
  }

  private static List<String> workspaces(List<ClaimedJob> jobs) {
    return jobs.stream().map(ClaimedJob::workspace).toList();
  }
}
