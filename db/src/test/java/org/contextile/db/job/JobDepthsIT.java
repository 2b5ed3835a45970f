// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobDepthsIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobDepths depths = new JobDepths(fixture.jdbc);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anEmptyQueueHasNoDepthInAnyKind() {
    assertThat(depths.read()).containsOnlyKeys(JobKind.values());
    assertThat(depths.read().values()).containsOnly(JobDepth.EMPTY);
  }

  @Test
  void jobsCountWhereTheyStand() {
    fixture.submit();
    fixture.claim();
    UUID ready = fixture.submit();
    fixture.submit();
    fixture.submit(ready);
    fixture.queue.submit(
        JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}")
            .withRunAfter(Instant.now().plusSeconds(3600)));
    fixture.queue.submit(JobSubmission.of("other", JobKind.FINE_TUNING, "{}"));

    JobDepth ingest = ingest();

    assertThat(ingest)
        .extracting(JobDepth::ready, JobDepth::delayed, JobDepth::blocked, JobDepth::running)
        .containsExactly(2L, 1L, 1L, 1L);
    assertThat(Objects.requireNonNull(depths.read().get(JobKind.FINE_TUNING)).ready()).isOne();
  }

  @Test
  void theOldestIsTheOneThatHasBeenReadyForLongest() {
    fixture.submit(fixture.submit());
    fixture.submit();
    int minutes = 7;
    fixture
        .jdbc
        .sql(
            """
            UPDATE job_waiting SET run_after = run_after - make_interval(mins => :minutes)
            WHERE job_id = (SELECT max(job_id::text)::uuid FROM job_waiting WHERE NOT blocked)
            """)
        .param("minutes", minutes)
        .update();
    // What is blocked is not ready, however old it is.
    fixture
        .jdbc
        .sql("UPDATE job_waiting SET run_after = run_after - interval '1 day' WHERE blocked")
        .update();

    assertThat(ingest().oldest())
        .isBetween(Duration.ofMinutes(minutes), Duration.ofMinutes(minutes + 1));
  }

  @Test
  void aQueueOfDelayedJobsHasNoAge() {
    fixture.queue.submit(
        JobSubmission.of(QueueFixture.WORKSPACE, JobKind.INGEST, "{}")
            .withRunAfter(Instant.now().plusSeconds(3600)));

    assertThat(ingest().oldest()).isZero();
  }

  private JobDepth ingest() {
    return Objects.requireNonNull(depths.read().get(JobKind.INGEST));
  }
}
