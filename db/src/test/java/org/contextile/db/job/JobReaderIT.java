// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.db.Paging;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobReaderIT {
  private final QueueFixture fixture = new QueueFixture();
  private final JobQueue queue = fixture.queue;
  private final JobReader reader = fixture.reader;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void jobsAreListedNewestFirstInPagesAndByFilter() {
    UUID first = fixture.submit();
    UUID second = fixture.submit(JobKind.FINE_TUNING);
    UUID third = fixture.submit();
    fixture.claim();

    assertThat(list(JobFilter.ALL, Paging.FIRST, 2)).containsExactly(third, second);
    assertThat(list(JobFilter.ALL, second, 2)).containsExactly(first);
    assertThat(list(new JobFilter(Set.of(JobState.QUEUED), Set.of()), Paging.FIRST, 9))
        .containsExactly(third, second);
    assertThat(
            list(new JobFilter(Set.of(JobState.QUEUED), Set.of(JobKind.INGEST)), Paging.FIRST, 9))
        .containsExactly(third);
    assertThat(reader.list("other", JobFilter.ALL, Paging.FIRST, 9)).isEmpty();
  }

  private List<UUID> list(JobFilter filter, UUID before, int limit) {
    return reader.list(QueueFixture.WORKSPACE, filter, before, limit).stream()
        .map(JobView::id)
        .toList();
  }

  @Test
  void everythingThatHappensToAJobIsAnEventThatCanBeFollowed() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    queue.progress(lease, new JobProgress("tiles", 3, 10, "tile"));
    queue.append(lease, List.of(NewJobEvent.metric("loss", 1, 0.25), NewJobEvent.log("half way")));
    queue.release(lease);

    List<JobEvent> events = reader.events(id, 0, 100);

    assertThat(events)
        .extracting(JobEvent::type)
        .containsExactly(
            JobEventType.STATE,
            JobEventType.STATE,
            JobEventType.PROGRESS,
            JobEventType.METRIC,
            JobEventType.LOG,
            JobEventType.STATE);
    assertThat(events.get(2).dataJson())
        .contains("\"completed\": 3", "\"total\": 10", "\"phase\": \"tiles\"");
    assertThat(reader.events(id, events.get(3).id(), 100))
        .containsExactlyElementsOf(events.subList(4, 6));
    assertThat(reader.events(id, 0, 2)).hasSize(2);
    assertThat(fixture.job(id).progress()).isEqualTo(new JobProgress("tiles", 3, 10, "tile"));
  }

  @Test
  void theProgressOfAJobThatSucceededIsForgottenAndWhole() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    queue.progress(lease, new JobProgress("tiles", 3, 10, "tile"));
    queue.append(lease, List.of(NewJobEvent.metric("loss", 1, 0.25), NewJobEvent.log("half way")));

    queue.succeed(lease, "{}");

    assertThat(reader.events(id, 0, 100))
        .extracting(JobEvent::type)
        .containsExactly(
            JobEventType.STATE,
            JobEventType.STATE,
            JobEventType.METRIC,
            JobEventType.LOG,
            JobEventType.STATE);
    assertThat(fixture.job(id).progress()).isEqualTo(new JobProgress("tiles", 10, 10, "tile"));
  }

  @Test
  void anEndedJobKeepsItsLatestLogLinesOnly() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    queue.append(lease, List.of(NewJobEvent.log("1"), NewJobEvent.log("2"), NewJobEvent.log("3")));

    queue.succeed(lease, "{}");

    assertThat(reader.events(id, 0, 100))
        .filteredOn(event -> event.type() == JobEventType.LOG)
        .extracting(JobEvent::dataJson)
        .containsExactly(
            "{\"attempt\": 1, \"message\": \"2\"}", "{\"attempt\": 1, \"message\": \"3\"}");
  }

  @Test
  void theProgressOfACancelledJobIsForgottenToo() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    queue.progress(lease, new JobProgress("tiles", 3, 10, "tile"));
    queue.release(lease);

    queue.cancel(QueueFixture.WORKSPACE, id);

    assertThat(reader.events(id, 0, 100))
        .extracting(JobEvent::type)
        .doesNotContain(JobEventType.PROGRESS);
  }

  @Test
  void theVersionGrowsWithEveryVisibleChange() {
    UUID id = fixture.submit();
    long submitted = fixture.job(id).version();
    JobLease lease = fixture.claim().lease();
    long claimed = fixture.job(id).version();
    queue.progress(lease, new JobProgress(null, 1, 0, null));
    long moved = fixture.job(id).version();
    queue.heartbeat(lease, QueueFixture.LEASE);
    assertThat(fixture.job(id).version()).isEqualTo(moved);
    queue.cancel(QueueFixture.WORKSPACE, id);
    long cancelling = fixture.job(id).version();
    queue.cancelled(lease);

    assertThat(List.of(submitted, claimed, moved, cancelling, fixture.job(id).version()))
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void oldProgressAndLogLinesOfRunningJobsAreTrimmedAndMetricsKept() {
    UUID id = fixture.submit();
    JobLease lease = fixture.claim().lease();
    IntStream.range(0, 10)
        .forEach(
            i -> {
              queue.progress(lease, new JobProgress(null, i, 10, null));
              queue.append(
                  lease, List.of(NewJobEvent.metric("loss", i, i), NewJobEvent.log("line " + i)));
            });

    assertThat(queue.sweep().trimmedEvents()).isEqualTo(7 + 8);

    List<JobEvent> events = reader.events(id, 0, 100);
    assertThat(events).filteredOn(event -> event.type() == JobEventType.PROGRESS).hasSize(3);
    assertThat(events).filteredOn(event -> event.type() == JobEventType.METRIC).hasSize(10);
    assertThat(events)
        .filteredOn(event -> event.type() == JobEventType.LOG)
        .extracting(JobEvent::dataJson)
        .containsExactly(
            "{\"attempt\": 1, \"message\": \"line 8\"}",
            "{\"attempt\": 1, \"message\": \"line 9\"}");
  }

  @Test
  void anEventThatSomebodyElseDeletesHoldsUpNobodyWhoTrims() throws SQLException {
    fixture.submit();
    JobLease lease = fixture.claim().lease();
    IntStream.range(0, 10).forEach(i -> queue.progress(lease, new JobProgress(null, i, 10, null)));

    try (Connection other = fixture.pool.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT 1 FROM job_event WHERE type = 'progress' ORDER BY id LIMIT 1 FOR UPDATE");

      int trimmed =
          assertTimeoutPreemptively(Duration.ofSeconds(30), () -> queue.sweep().trimmedEvents());

      assertThat(trimmed).isEqualTo(6);
      other.rollback();
    }
    assertThat(queue.sweep().trimmedEvents()).isEqualTo(1);
  }
}
