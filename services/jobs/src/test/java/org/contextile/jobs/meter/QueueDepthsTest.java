// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.contextile.db.job.JobDepth;
import org.contextile.db.job.JobKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QueueDepthsTest {
  private static final Duration LONG = Duration.ofHours(1);
  private final AtomicInteger readings = new AtomicInteger();

  @Test
  void allWhoAskWithinAFewSecondsShareAReading() {
    QueueDepths depths = new QueueDepths(this::depth, LONG, LONG);

    for (JobKind kind : JobKind.values()) {
      assertThat(depths.of(kind).isPresent()).isEqualTo(kind == JobKind.INGEST);
    }
    assertThat(depths.of(JobKind.INGEST)).contains(ready(1));
    assertThat(readings).hasValue(1);
  }

  @Test
  void anOldReadingIsRenewed() {
    QueueDepths depths = new QueueDepths(this::depth, Duration.ZERO, LONG);

    assertThat(depths.of(JobKind.INGEST)).contains(ready(1));
    assertThat(depths.of(JobKind.INGEST)).contains(ready(2));
  }

  @Test
  void aFailureIsNoFigureAndTriedAgain() {
    QueueDepths depths =
        new QueueDepths(
            () -> {
              if (readings.get() == 0) {
                readings.incrementAndGet();
                throw new IllegalStateException("The database is away");
              }
              return depth();
            },
            Duration.ZERO,
            LONG);

    assertThat(depths.of(JobKind.INGEST)).isEmpty();
    assertThat(depths.of(JobKind.INGEST)).isPresent();
  }

  @Test
  void aDatabaseThatDoesNotAnswerDelaysAllWhoAskByOneMomentAndIsAskedOnce() {
    CountDownLatch answer = new CountDownLatch(1);
    QueueDepths depths =
        new QueueDepths(
            () -> {
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return depth();
            },
            Duration.ZERO,
            Duration.ofMillis(200));
    long begin = System.nanoTime();

    for (int i = 0; i < 25; i++) {
      assertThat(depths.of(JobKind.INGEST)).isEqualTo(Optional.empty());
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    answer.countDown();
    await().until(() -> depths.of(JobKind.INGEST).isPresent());
  }

  private Map<JobKind, JobDepth> depth() {
    return Map.of(JobKind.INGEST, ready(readings.incrementAndGet()));
  }

  private static JobDepth ready(int jobs) {
    return new JobDepth(jobs, 0, 0, 0, Duration.ZERO);
  }
}
