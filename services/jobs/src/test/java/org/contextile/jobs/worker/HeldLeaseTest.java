// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.contextile.db.job.JobLease;
import org.junit.jupiter.api.Test;

final class HeldLeaseTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** A monotonic clock may stand anywhere, shortly before its overflow too. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);

  private final HeldLease held =
      new HeldLease(
          new JobLease(new UUID(0, 1), new UUID(0, 2)),
          Duration.ofSeconds(3),
          clock.get(),
          clock::get);

  @Test
  void aLeaseRunsOutWithoutHeartbeats() {
    clock.addAndGet(3 * SECOND - 1);
    assertThat(held.ranOut()).isFalse();
    clock.incrementAndGet();
    assertThat(held.ranOut()).isTrue();
  }

  @Test
  void aHeartbeatCountsFromWhenItWasSent() {
    clock.addAndGet(SECOND);
    long askedAt = held.now();
    clock.addAndGet(SECOND);
    held.extended(askedAt);

    clock.addAndGet(2 * SECOND - 1);
    assertThat(held.ranOut()).isFalse();
    clock.incrementAndGet();
    assertThat(held.ranOut()).isTrue();
  }

  @Test
  void aLateAnswerToAnEarlyHeartbeatTakesNothingBack() {
    long early = held.now();
    clock.addAndGet(2 * SECOND);
    held.extended(held.now());
    held.extended(early);
    clock.addAndGet(2 * SECOND);
    assertThat(held.ranOut()).isFalse();
  }

  @Test
  void aLeaseLastsForWhatIsLeftOfIt() {
    clock.addAndGet(SECOND);
    assertThat(held.lastsFor(Duration.ofMillis(1999))).isTrue();
    assertThat(held.lastsFor(Duration.ofSeconds(2))).isFalse();
  }
}
