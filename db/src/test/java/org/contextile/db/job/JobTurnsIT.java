// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who goes next, and who does not suit. */
class JobTurnsIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aWorkspaceWithAThousandJobsDoesNotHoldBackAnotherWithOne() {
    submit("big", 1000);
    List<ClaimedJob> running = claim(3, ClaimTerms.ANY);
    submit("small", 1);

    assertThat(workspaces(running)).containsOnly("big");
    assertThat(workspaces(claim(1, ClaimTerms.ANY))).containsExactly("small");
  }

  @Test
  void evenAnUrgentJobOfABusyWorkspaceLetsAnotherWorkspaceGoFirst() {
    submit("busy", 1);
    claim(1, ClaimTerms.ANY);
    queue.submit(JobSubmission.of("busy", JobKind.INGEST, "{}").withPriority(100));
    submit("idle", 1);

    assertThat(workspaces(claim(2, ClaimTerms.ANY))).containsExactly("idle", "busy");
  }

  @Test
  void aClaimOfSeveralIsAsManyClaimsInARow() {
    submit("b", 4);
    claim(1, ClaimTerms.ANY);
    submit("a", 4);

    assertThat(workspaces(claim(4, ClaimTerms.ANY))).containsExactly("a", "b", "a", "b");
  }

  @Test
  void withOneSlotWorkspacesAlternate() {
    submit("a", 10);
    submit("b", 3);
    submit("c", 3);

    List<String> served = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      ClaimedJob job = claim(1, ClaimTerms.ANY).getFirst();
      served.add(job.workspace());
      fixture.finish(job);
    }

    assertThat(served.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(served.subList(3, 6)).isEqualTo(served.subList(0, 3));
    assertThat(served.subList(6, 9)).isEqualTo(served.subList(0, 3));
  }

  @Test
  void oneClaimOfManyJobsIsSharedEvenlyToo() {
    submit("a", 100);
    submit("b", 2);
    submit("c", 100);

    List<String> served = workspaces(claim(12, ClaimTerms.ANY));

    assertThat(served.subList(0, 6)).containsExactlyInAnyOrder("a", "a", "b", "b", "c", "c");
    assertThat(served).filteredOn("a"::equals).hasSize(5);
    assertThat(served).filteredOn("c"::equals).hasSize(5);
  }

  @Test
  void turnsAreTakenKindByKind() {
    submit("a", 2);
    submit("b", 1);
    claim(2, ClaimTerms.ANY);
    queue.submit(JobSubmission.of("a", JobKind.CLASSIFICATION, "{}"));

    assertThat(queue.claim("worker", JobKind.CLASSIFICATION, QueueFixture.LEASE)).isPresent();
    assertThat(workspaces(claim(1, ClaimTerms.ANY))).containsExactly("a");
  }

  @Test
  void aWorkerIsNeverHandedAJobThatNeedsMoreThanItHas() {
    JobSubmission plain = JobSubmission.of("a", JobKind.INGEST, "{}");
    queue.submit(plain.withNeeds(new JobNeeds(true, 0)).withPriority(3));
    queue.submit(plain.withNeeds(new JobNeeds(false, 101)).withPriority(2));
    queue.submit(plain.withNeeds(new JobNeeds(false, 100)).withPriority(1));
    queue.submit(plain);

    List<ClaimedJob> small = claim(9, offering(new WorkerOffer(0, 100)));
    assertThat(small).hasSize(2);
    assertThat(fixture.reader.find("a", small.getFirst().lease().jobId()).orElseThrow().needs())
        .isEqualTo(new JobNeeds(false, 100));
    assertThat(claim(9, offering(new WorkerOffer(0, 1000)))).hasSize(1);
    assertThat(claim(9, offering(new WorkerOffer(0, Long.MAX_VALUE)))).isEmpty();
    assertThat(claim(9, offering(new WorkerOffer(1, 0)))).hasSize(1);
  }

  @Test
  void whatDoesNotFitAWorkerDoesNotHoldBackWhatDoes() {
    for (int i = 0; i < 200; i++) {
      queue.submit(
          JobSubmission.of("a", JobKind.INGEST, "{}")
              .withPriority(9)
              .withNeeds(new JobNeeds(true, 0)));
    }
    submit("a", 1);

    assertThat(claim(5, offering(new WorkerOffer(0, 0)))).hasSize(1);
  }

  @Test
  void theNeedsOfOneClaimAddUp() {
    need(10, 16);
    need(9, 7);
    need(8, 16);
    need(7, 1);

    WorkerOffer offer = new WorkerOffer(0, 24);
    JobClaim claim = claimWithin(offer, offer);

    assertThat(claim.jobs()).extracting(job -> job.needs().memoryBytes()).containsExactly(16L, 7L);
    assertThat(claim.waiting()).contains(new JobNeeds(false, 16));
  }

  @Test
  void whatAWorkerHoldsCountsAgainstWhatItHas() {
    need(9, 16);
    need(8, 1);
    WorkerOffer offer = new WorkerOffer(0, 24);

    JobClaim full = claimWithin(offer, new WorkerOffer(0, 8));
    assertThat(full.jobs()).as("the small one does not overtake the big one").isEmpty();
    assertThat(full.waiting()).contains(new JobNeeds(false, 16));

    JobClaim empty = claimWithin(offer, offer);
    assertThat(empty.jobs()).hasSize(2);
    assertThat(empty.waiting()).isEmpty();
  }

  @Test
  void aGpuIsForOneJobAtATime() {
    JobSubmission plain = JobSubmission.of("a", JobKind.INGEST, "{}");
    queue.submit(plain.withNeeds(new JobNeeds(true, 0)));
    queue.submit(plain.withNeeds(new JobNeeds(true, 0)));

    assertThat(claim(9, offering(new WorkerOffer(1, 0)))).hasSize(1);
    assertThat(claimWithin(new WorkerOffer(1, 0), new WorkerOffer(0, 0)).waiting())
        .contains(new JobNeeds(true, 0));
    assertThat(claim(9, offering(new WorkerOffer(2, 0)))).hasSize(1);
  }

  private void need(int priority, long memoryBytes) {
    queue.submit(
        JobSubmission.of("a", JobKind.INGEST, "{}")
            .withPriority(priority)
            .withNeeds(new JobNeeds(false, memoryBytes)));
  }

  private JobClaim claimWithin(WorkerOffer offer, WorkerOffer free) {
    return queue.claimWithin(
        "worker", JobKind.INGEST, QueueFixture.LEASE, 9, offering(offer).within(offer, free));
  }

  private static ClaimTerms offering(WorkerOffer offer) {
    return new ClaimTerms(Integer.MAX_VALUE, Map.of(), offer);
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
