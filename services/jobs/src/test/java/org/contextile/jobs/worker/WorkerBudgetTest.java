// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.contextile.db.job.ClaimedJob;
import org.contextile.db.job.JobClaim;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.WorkerOffer;
import org.junit.jupiter.api.Test;

class WorkerBudgetTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final WorkerBudget budget =
      new WorkerBudget(new WorkerOffer(1, 24), calls::incrementAndGet);

  @Test
  void whatRunningJobsNeedIsNotFree() throws InterruptedException {
    ClaimedJob small = begin(JobKind.INGEST, new JobNeeds(false, 7));
    ClaimedJob gpu = begin(JobKind.FINE_TUNING, new JobNeeds(true, 10));
    assertThat(free(JobKind.INGEST)).isEqualTo(new WorkerOffer(0, 7));

    budget.giveBack(gpu);
    assertThat(free(JobKind.INGEST)).isEqualTo(new WorkerOffer(1, 17));
    budget.giveBack(small);
    assertThat(free(JobKind.INGEST)).isEqualTo(new WorkerOffer(1, 24));
    assertThat(calls).as("nobody waited").hasValue(0);
  }

  @Test
  void besideAReservationOnlyThatBeginsWhichLeavesItRoom() throws InterruptedException {
    ClaimedJob first = begin(JobKind.INGEST, new JobNeeds(false, 10));
    waitFor(JobKind.FINE_TUNING, new JobNeeds(false, 16));

    assertThat(free(JobKind.FINE_TUNING).memoryBytes()).isEqualTo(14);
    assertThat(free(JobKind.INGEST).memoryBytes()).as("24 - 16").isEqualTo(8);
    begin(JobKind.INGEST, new JobNeeds(false, 7));
    assertThat(free(JobKind.INGEST).memoryBytes()).isEqualTo(1);

    budget.giveBack(first);
    assertThat(calls).hasValue(1);
    assertThat(free(JobKind.INGEST).memoryBytes()).isEqualTo(1);
    assertThat(free(JobKind.FINE_TUNING).memoryBytes()).as("enough").isEqualTo(17);
  }

  @Test
  void aKindThatWaitsFirstIsServedFirst() throws InterruptedException {
    ClaimedJob running = begin(JobKind.INGEST, new JobNeeds(true, 10));
    waitFor(JobKind.FINE_TUNING, new JobNeeds(true, 0));
    waitFor(JobKind.MIL_TRAINING, new JobNeeds(true, 0));
    budget.giveBack(running);

    assertThat(free(JobKind.MIL_TRAINING).gpus()).isZero();
    ClaimedJob tuning = begin(JobKind.FINE_TUNING, new JobNeeds(true, 0));
    assertThat(calls).as("the one behind is told that it is first").hasValue(2);
    // More fine-tuning goes behind the training that waited.
    waitFor(JobKind.FINE_TUNING, new JobNeeds(true, 0));
    budget.giveBack(tuning);
    assertThat(free(JobKind.FINE_TUNING).gpus()).isZero();
    assertThat(free(JobKind.MIL_TRAINING).gpus()).isEqualTo(1);
  }

  @Test
  void aReservationEndsWhenTheJobIsGone() throws InterruptedException {
    begin(JobKind.INGEST, new JobNeeds(false, 10));
    waitFor(JobKind.FINE_TUNING, new JobNeeds(false, 24));
    assertThat(free(JobKind.INGEST).memoryBytes()).isZero();

    begin(JobKind.FINE_TUNING);

    assertThat(free(JobKind.INGEST).memoryBytes()).isEqualTo(14);
  }

  @Test
  void anAttemptThatWillNotStopHoldsItsMemoryBesideTheNextOne() throws InterruptedException {
    UUID id = UUID.randomUUID();
    ClaimedJob stubborn = job(id, new JobNeeds(false, 10));
    budget.claim(JobKind.INGEST, _ -> new JobClaim(List.of(stubborn), Optional.empty()));
    ClaimedJob again = job(id, new JobNeeds(false, 10));
    budget.claim(JobKind.INGEST, _ -> new JobClaim(List.of(again), Optional.empty()));

    assertThat(free(JobKind.INGEST).memoryBytes()).isEqualTo(4);
    budget.giveBack(stubborn);
    assertThat(free(JobKind.INGEST).memoryBytes()).isEqualTo(14);
  }

  /** Looks by a claim that fails, which changes nothing. */
  private WorkerOffer free(JobKind kind) throws InterruptedException {
    AtomicReference<WorkerOffer> seen = new AtomicReference<>(WorkerOffer.EVERYTHING);
    try {
      budget.claim(
          kind,
          free -> {
            seen.set(free);
            throw new IllegalStateException("The database is away");
          });
    } catch (IllegalStateException e) {
      // As it was asked to.
    }
    return Objects.requireNonNull(seen.get());
  }

  private ClaimedJob begin(JobKind kind, JobNeeds needs) throws InterruptedException {
    ClaimedJob job = job(UUID.randomUUID(), needs);
    budget.claim(kind, _ -> new JobClaim(List.of(job), Optional.empty()));
    return job;
  }

  private void begin(JobKind kind) throws InterruptedException {
    budget.claim(kind, _ -> new JobClaim(List.of(), Optional.empty()));
  }

  private void waitFor(JobKind kind, JobNeeds needs) throws InterruptedException {
    budget.claim(kind, _ -> new JobClaim(List.of(), Optional.of(needs)));
  }

  private static ClaimedJob job(UUID id, JobNeeds needs) {
    return new ClaimedJob(
        new JobLease(id, UUID.randomUUID()),
        "w",
        null,
        JobKind.INGEST,
        1,
        "{}",
        null,
        List.of(),
        needs,
        true,
        null);
  }
}
