// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.UUID;
import org.contextile.jobs.worker.JobContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What jobs leave in the database. No constraint keeps an effect from being there twice: only the
 * queue does.
 *
 * @param worker who writes
 */
record Effects(JdbcClient jdbc, String worker) {
  private static final String SCHEMA =
      """
      CREATE TABLE chaos_submission (key text PRIMARY KEY, job_id uuid);
      CREATE TABLE chaos_effect (
        job_id uuid NOT NULL, attempt integer NOT NULL, worker text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp());
      CREATE INDEX chaos_effect_at ON chaos_effect (at);
      CREATE TABLE chaos_step (
        job_id uuid NOT NULL, step integer NOT NULL, attempt integer NOT NULL, worker text NOT NULL,
        PRIMARY KEY (job_id, step));
      GRANT SELECT, INSERT ON chaos_submission, chaos_effect, chaos_step TO contextile_workspace, contextile_system;
      """;

  static void createTables(JdbcClient jdbc) {
    jdbc.sql(SCHEMA).update();
  }

  /** The effect that must be there exactly once for a job that succeeded, and else never. */
  void effect(JobContext job) {
    jdbc.sql("INSERT INTO chaos_effect (job_id, attempt, worker) VALUES (:job, :attempt, :worker)")
        .param("job", job.id())
        .param("attempt", job.attempt())
        .param("worker", worker)
        .update();
  }

  /** A step of a long job; one that a later attempt repeats is there already. */
  void step(JobContext job, int step) {
    UUID id = job.id();
    jdbc.sql(
            """
            INSERT INTO chaos_step (job_id, step, attempt, worker) VALUES (:job, :step, :attempt, :worker)
            ON CONFLICT DO NOTHING
            """)
        .param("job", id)
        .param("step", step)
        .param("attempt", job.attempt())
        .param("worker", worker)
        .update();
  }
}
