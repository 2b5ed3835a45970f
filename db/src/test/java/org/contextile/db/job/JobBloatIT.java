// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tables of jobs look like after much work, as PostgreSQL's own statistics say. */
@Tag("long")
class JobBloatIT {
  private static final int UPDATES = 200;
  private static final int JOBS = 2000;
  private static final int BATCH = 20;
  private static final double MOSTLY = 0.95;
  private static final double MOSTLY_IN_BATCHES = 0.8;
  private static final long PAGE_BYTES = 8192;

  private final QueueFixture fixture = new QueueFixture(TestDatabase.migrated());
  private final JobQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  /** How many rows of a table were changed, and how many of those without touching an index. */
  private record Updates(long all, long hot) {
    double share() {
      return (double) hot / all;
    }
  }

  @Test
  void heartbeatsAndProgressRewriteNoIndex() {
    fixture.submit();
    JobLease lease = fixture.claim().lease();
    for (int i = 0; i < UPDATES; i++) {
      queue.heartbeat(lease, QueueFixture.LEASE);
      queue.progress(lease, new JobProgress("tiles", i, UPDATES, "tile"));
    }

    // Each row has its page to itself; only a page that is full costs a cold one now and then.
    assertThat(updates("job_lease", UPDATES).share()).isGreaterThanOrEqualTo(MOSTLY);
    assertThat(updates("job", UPDATES + 1).share()).isGreaterThanOrEqualTo(MOSTLY);
  }

  @Test
  void claimsAndEndsOfThousandsOfJobsRewriteNoIndexOfTheirTable() {
    work();

    // Two changes a job, a claim and an end. A page has room for some new rows only: where a claim
    // takes many jobs that lie side by side, those that find none move to another page.
    Updates jobs = updates("job", 2L * JOBS);
    System.out.println("HOT updates of job: " + jobs);
    assertThat(jobs.all()).isEqualTo(2L * JOBS);
    assertThat(jobs.share()).isGreaterThanOrEqualTo(MOSTLY_IN_BATCHES);
  }

  @Test
  void theRowsOfWaitingJobsAndTheLeasesStaySmallHoweverManyJobsHaveFinished() {
    work();
    vacuum();
    long waitingOnce = bytes("job_waiting");
    long leasesOnce = bytes("job_lease");
    for (int i = 0; i < 2; i++) {
      work();
      vacuum();
    }

    System.out.println(
        "bytes of job_waiting: %d, then %d".formatted(waitingOnce, bytes("job_waiting")));
    // Empty, so that what is left are the indexes' few pages; the room of the first round is used
    // again.
    assertThat(fixture.count("job_waiting")).isZero();
    assertThat(bytes("job_waiting")).isLessThanOrEqualTo(2 * waitingOnce + 8 * PAGE_BYTES);
    assertThat(bytes("job_lease")).isLessThanOrEqualTo(2 * leasesOnce + 8 * PAGE_BYTES);
    assertThat(heapBytes("job_waiting")).isLessThanOrEqualTo(PAGE_BYTES);
    assertThat(heapBytes("job_lease")).isLessThanOrEqualTo(PAGE_BYTES);
    assertThat(fixture.count("job_turn")).isEqualTo(1);
  }

  private void work() {
    for (int i = 0; i < JOBS; i++) {
      fixture.submit();
    }
    List<ClaimedJob> jobs;
    do {
      jobs = queue.claim("worker", JobKind.INGEST, QueueFixture.LEASE, BATCH, ClaimTerms.ANY);
      for (ClaimedJob job : jobs) {
        queue.heartbeat(job.lease(), QueueFixture.LEASE);
        fixture.finish(job);
      }
    } while (!jobs.isEmpty());
  }

  private void vacuum() {
    fixture.jdbc.sql("VACUUM job_waiting, job_lease, job_turn").update();
  }

  private long bytes(String table) {
    return number("SELECT pg_total_relation_size('" + table + "')");
  }

  private long heapBytes(String table) {
    return number("SELECT pg_relation_size('" + table + "')");
  }

  private long number(String sql) {
    return fixture.jdbc.sql(sql).query(Long.class).single();
  }

  private Updates updates(String table, long atLeast) {
    String statistics = "pg_stat_user_tables WHERE relname = :table AND n_tup_upd >= :atLeast";
    // Backends report what they did when they end, or now and then.
    fixture.pool.getHikariPoolMXBean().softEvictConnections();
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                fixture
                    .jdbc
                    .sql("SELECT n_tup_upd, n_tup_hot_upd FROM " + statistics)
                    .param("table", table)
                    .param("atLeast", atLeast)
                    .query((row, _) -> new Updates(row.getLong(1), row.getLong(2)))
                    .list(),
            found -> !found.isEmpty())
        .getFirst();
  }
}
