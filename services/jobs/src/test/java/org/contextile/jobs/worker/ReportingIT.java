// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.LeaseLostException;
import org.contextile.db.job.NewJobEvent;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Reports while no connection is to be had, and afterwards. */
@Timeout(60)
final class ReportingIT {

  @TempDir private Path scratch;
  private Workers workers;
  private HikariDataSource narrow;
  private UUID job;
  private Reporting reporting;

  @BeforeEach
  void claim() {
    String url = TestDatabase.migrated().url();
    workers = new Workers(url, scratch);
    narrow = Worker.pool(url, 1);
    JobQueue queue =
        new JobQueue(
            JdbcClient.create(narrow),
            new JdbcTransactionManager(narrow),
            JobQueueSettings.DEFAULT);
    job = workers.submit();
    JobLease lease =
        queue.claim("reporter", JobKind.INGEST, Duration.ofMinutes(1)).orElseThrow().lease();
    reporting = new Reporting(queue, lease);
  }

  @AfterEach
  void close() {
    narrow.close();
    workers.close();
  }

  @Test
  void whatCouldNotBeToldIsToldLaterInItsOrder() throws Exception {
    try (Connection taken = narrow.getConnection()) {
      assertThat(taken.isValid(1)).isTrue();
      reporting.phase("one", 10, "tiles");
      reporting.event(NewJobEvent.log("a"));
      reporting.phase("two", 20, "tiles");
      reporting.progress(7);
      reporting.event(NewJobEvent.log("b"));
    }
    reporting.flush();

    assertThat(workers.log(job)).containsExactly("a", "b");
    assertThat(workers.view(job).progress().phase()).isEqualTo("two");
    assertThat(workers.view(job).progress().completed()).isEqualTo(7);
  }

  @Test
  void ofTooMuchTheOldestLinesOfTheLogAreDroppedAndNoMetric() throws Exception {
    int lines = Reporting.RETAINED + 5;
    try (Connection taken = narrow.getConnection()) {
      assertThat(taken.isValid(1)).isTrue();
      reporting.event(NewJobEvent.metric("loss", 1, 0.5));
      IntStream.range(0, lines)
          .forEach(line -> reporting.event(NewJobEvent.log(Integer.toString(line))));
    }
    reporting.flush();

    List<String> last = IntStream.range(6, lines).mapToObj(Integer::toString).toList();
    assertThat(workers.log(job)).containsExactlyElementsOf(last);
    assertThat(metrics()).isEqualTo(1);
  }

  @Test
  void aLostLeaseIsToldAtOnce() {
    workers.jdbc().sql("update job_lease set token = gen_random_uuid()").update();

    assertThat(Stream.<Runnable>of(() -> reporting.phase("x", 1, ""), reporting::flush))
        .allSatisfy(
            report -> assertThatThrownBy(report::run).isInstanceOf(LeaseLostException.class));
  }

  private long metrics() {
    return workers
        .jdbc()
        .sql("select count(*) from job_event where type = 'metric'")
        .query(Long.class)
        .single();
  }
}
