// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A year of finished jobs, written straight into the tables: for each its row and the three events
 * of its way through the states. One in fifty failed.
 */
final class FinishedJobs {
  /** Rows, indexes and write-ahead log of a job, measured and rounded up. */
  private static final long BYTES_PER_JOB = 2500;

  private static final int CHUNK = 100_000;
  private static final int WRITERS = 2;

  private static final String INSERT =
      """
      WITH plan AS (
        SELECT n, now() - interval '366 days' + n * (interval '365 days' / :count) AS at
        FROM generate_series(CAST(:first AS bigint), :last) AS n),
      made AS (
        INSERT INTO job (id, workspace, kind, state, priority, run_after, attempt, failures, max_attempts, version,
                         phase, completed, total, unit, request, result, error, created_at, started_at, finished_at)
        SELECT uuidv7(at - now()), 'laboratory-' || n % 10,
               (ARRAY['ingest', 'feature-extraction', 'fine-tuning', 'mil-training', 'classification'])[1 + n % 5],
               CASE WHEN n % 50 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, 0, at, 1, CASE WHEN n % 50 = 0 THEN 1 ELSE 0 END,
               3, 5, 'writing', 100, 100, 'tiles',
               jsonb_build_object('slideIds', jsonb_build_array(gen_random_uuid()), 'classifierId', gen_random_uuid()),
               CASE WHEN n % 50 > 0 THEN jsonb_build_object('predictionId', gen_random_uuid()) END,
               CASE WHEN n % 50 = 0 THEN CAST('{"type": "/problems/unreadable-slide", "status": 422}' AS jsonb) END,
               at, at + interval '2 seconds', at + interval '60 seconds'
        FROM plan
        RETURNING id, state, error, created_at, started_at, finished_at)
      INSERT INTO job_event (job_id, at, type, data)
      SELECT id, event.at, 'state', event.data
      FROM made CROSS JOIN LATERAL (VALUES
        (created_at, CAST('{"state": "QUEUED", "attempt": 0}' AS jsonb)),
        (started_at, CAST('{"state": "RUNNING", "attempt": 1, "worker": "worker-1"}' AS jsonb)),
        (finished_at, jsonb_strip_nulls(jsonb_build_object('state', state, 'attempt', 1, 'worker', 'worker-1',
          'startedAt', started_at, 'outcome', state, 'error', error)))) AS event (at, data)
      """;

  private FinishedJobs() {}

  /**
   * @throws IllegalStateException when the disk that holds the database is too small
   */
  static void insert(BenchDatabase database, FileStore disk, long count) throws Exception {
    requireRoom(disk, count);
    AtomicLong inserted = new AtomicLong();
    List<Callable<Void>> chunks = new ArrayList<>();
    for (long first = 0; first < count; first += CHUNK) {
      long from = first;
      long to = Math.min(first + CHUNK, count) - 1;
      chunks.add(
          () -> {
            insert(database, count, from, to);
            long done = inserted.addAndGet(to - from + 1);
            if (done == count || done % (10 * CHUNK) == 0) {
              Progress.say("%,d finished jobs".formatted(done));
            }
            return null;
          });
    }
    try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (Future<Void> chunk : writers.invokeAll(chunks)) {
        chunk.get();
      }
    }
  }

  private static void insert(BenchDatabase database, long count, long first, long last) {
    JdbcClient jdbc = database.jdbc();
    new TransactionTemplate(new JdbcTransactionManager(database.pool()))
        .executeWithoutResult(
            _ -> {
              // Foreign keys hold by construction; looking each up would take most of the time.
              jdbc.sql("SET LOCAL session_replication_role = replica").update();
              jdbc.sql(INSERT)
                  .param("count", count)
                  .param("first", first)
                  .param("last", last)
                  .update();
            });
  }

  private static void requireRoom(FileStore disk, long count) throws IOException {
    long needed = count * BYTES_PER_JOB;
    if (disk.getUsableSpace() < needed) {
      throw new IllegalStateException(
          "%,d finished jobs need %,d MB of disk".formatted(count, needed / 1_000_000));
    }
  }
}
