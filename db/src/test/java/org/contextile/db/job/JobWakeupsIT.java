// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobWakeupsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final QueueFixture fixture = new QueueFixture();
  private final List<JobWakeup> heard = new CopyOnWriteArrayList<>();
  private final JobWakeups wakeups = JobWakeups.listen(fixture.pool, heard::add);

  @BeforeEach
  void waitForTheListener() {
    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Listening()));
  }

  @AfterEach
  void close() {
    wakeups.close();
    fixture.close();
  }

  @Test
  void aSubmissionAndACancellationAreHeard() {
    UUID id = fixture.submit();
    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Queued(JobKind.INGEST)));

    fixture.claim();
    fixture.queue.cancel(QueueFixture.WORKSPACE, id);
    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Cancelling(id)));
  }

  @Test
  void aJobThatStopsWaitingIsHeard() {
    UUID first = fixture.submit();
    fixture.submit(JobKind.MIL_TRAINING, first);
    assertThat(heard).doesNotContain(new JobWakeup.Queued(JobKind.MIL_TRAINING));

    fixture.finish(fixture.claim());

    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Queued(JobKind.MIL_TRAINING)));
  }

  @Test
  void listeningBeginsAgainWhenTheServerEndsTheConnection() {
    heard.clear();

    assertThat(
            fixture.count(
                "(SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND query LIKE 'LISTEN%') AS ended"))
        .isEqualTo(1);

    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Listening()));
    fixture.submit();
    await().atMost(SOON).until(() -> heard.contains(new JobWakeup.Queued(JobKind.INGEST)));
  }

  @Test
  void aClosedListenerLeavesNoConnection() {
    wakeups.close();

    await()
        .atMost(SOON)
        .until(
            () ->
                fixture.count(
                        "pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
                    == 0);
  }
}
