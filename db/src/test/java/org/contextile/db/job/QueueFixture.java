// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.db.testing.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** An empty queue, and ways to make time pass in it. */
final class QueueFixture implements AutoCloseable {
  static final String WORKSPACE = "w";
  static final Duration LEASE = Duration.ofMinutes(1);
  static final String PROBLEM =
      "{\"type\": \"/problems/broken\", \"title\": \"It broke\", \"status\": 500}";

  /** Shared, because a database of its own for each test would cost hundreds of files. */
  private static final class Shared {
    static final TestDatabase DATABASE = TestDatabase.migrated();
  }

  final HikariDataSource pool;
  final JdbcClient jdbc;
  final JobQueue queue;
  final JobReader reader;

  QueueFixture() {
    this(Shared.DATABASE);
    jdbc.sql("TRUNCATE job, job_waiting, job_lease, job_turn, job_event, artifact CASCADE")
        .update();
    jdbc.sql("DROP TABLE IF EXISTS effect").update();
  }

  QueueFixture(TestDatabase database) {
    pool = database.pool(12);
    jdbc = JdbcClient.create(pool);
    queue =
        new JobQueue(
            jdbc,
            new JdbcTransactionManager(pool),
            new JobQueueSettings(
                new Backoff(Duration.ofHours(1), Duration.ofHours(8)), 3, 20, 2, Map.of()));
    reader = new JobReader(jdbc);
  }

  UUID submit(UUID... dependsOn) {
    return submit(JobKind.INGEST, dependsOn);
  }

  UUID submit(JobKind kind, UUID... dependsOn) {
    return queue.submit(
        JobSubmission.of(WORKSPACE, kind, "{\"a\": 1}").withDependsOn(Set.of(dependsOn)));
  }

  ClaimedJob claim() {
    return queue.claim("worker", JobKind.INGEST, LEASE).orElseThrow();
  }

  JobState finish(ClaimedJob job) {
    return queue.succeed(job.lease(), "{}");
  }

  /** For a success whose result does not matter. */
  static Supplier<String> publishing(Runnable writes) {
    return () -> {
      writes.run();
      return "{}";
    };
  }

  JobView job(UUID id) {
    return reader.find(WORKSPACE, id).orElseThrow();
  }

  JobState state(UUID id) {
    return job(id).state();
  }

  void expire(JobLease lease) {
    jdbc.sql(
            "UPDATE job_lease SET expires_at = clock_timestamp() - interval '1 ms' WHERE token = :token")
        .param("token", lease.token())
        .update();
  }

  /** Lets every waiting time of queued jobs pass. */
  void skipWaits() {
    jdbc.sql(
            """
            WITH due AS (
              UPDATE job SET run_after = clock_timestamp() WHERE id IN (
                SELECT id FROM job WHERE state = 'QUEUED' AND run_after > clock_timestamp()
                FOR NO KEY UPDATE SKIP LOCKED)
              RETURNING id, run_after)
            UPDATE job_waiting SET run_after = due.run_after FROM due WHERE job_id = due.id
            """)
        .update();
  }

  String artifact(char digit) {
    String digest = String.valueOf(digit).repeat(64);
    jdbc.sql("INSERT INTO artifact VALUES (:digest, 1, 'text/plain') ON CONFLICT DO NOTHING")
        .param("digest", digest)
        .update();
    return digest;
  }

  /** As if the grace of all had passed. */
  void loseArtifacts() {
    jdbc.sql("DELETE FROM artifact_hold").update();
    jdbc.sql("DELETE FROM artifact").update();
  }

  long count(String fromWhere) {
    return jdbc.sql("SELECT count(*) FROM " + fromWhere).query(Long.class).single();
  }

  @Override
  public void close() {
    pool.close();
  }
}
