// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stays known of things that are about to be deleted. */
final class Traces {
  /** Their makers' ETags change, since they show it. */
  private static final String OUTPUTS =
      """
      WITH gone AS (
        UPDATE job_output SET deleted = true
        WHERE workspace = :workspace AND type = :type AND id = ANY (:ids) RETURNING job_id)
      UPDATE job SET version = version + 1 FROM gone WHERE job.id = gone.job_id
      """;

  /** A repeat of the request that made it is to be told that it is gone, not to make it again. */
  private static final String KEYS =
      """
      INSERT INTO keyed_request (workspace, idempotency_key, request_digest, type, id, created_at)
      SELECT workspace, idempotency_key, request_digest, '%1$s', id, created_at FROM %1$s
      WHERE workspace = :workspace AND id = ANY (:ids) AND idempotency_key IS NOT NULL
      """;

  /** By their names in what is on record of models: students, teachers, and what was cut. */
  private static final String FOREBEARS =
      """
      UPDATE model heir SET forebears = heir.forebears || gone.forebears || jsonb_build_object(
        gone.id, jsonb_strip_nulls(jsonb_build_object(
          'id', gone.id, 'name', gone.name, 'architecture', gone.architecture, 'digest', gone.artifact_digest,
          'studentId', gone.student_id, 'teacherId', gone.teacher_id, 'card', gone.card)))
      FROM model gone
      WHERE gone.workspace = :workspace AND gone.id = ANY (:ids)
        AND heir.workspace = :workspace AND heir.id <> ALL (:ids)
        AND (heir.student_id = gone.id OR heir.teacher_id = gone.id OR heir.card ->> 'truncatedFrom' = gone.id::text
             OR heir.forebears::text LIKE '%' || gone.id || '%')
      """;

  private final JdbcClient jdbc;

  Traces(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void keep(String workspace, Tree tree) {
    for (Thing thing : Thing.values()) {
      UUID[] ids = tree.of(thing).toArray(UUID[]::new);
      if (ids.length > 0) {
        if (thing.output() != null) {
          keep(OUTPUTS, workspace, ids, thing.output().text());
        }
        switch (thing) {
          case MODEL -> {
            keep(FOREBEARS, workspace, ids, "");
            keep(KEYS.formatted(thing.table()), workspace, ids, "");
          }
          case COHORT -> keep(KEYS.formatted(thing.table()), workspace, ids, "");
          case SLIDE, SPLIT, FEATURE_SET, CLASSIFIER, PREDICTION -> {}
        }
      }
    }
  }

  private void keep(String sql, String workspace, UUID[] ids, String type) {
    jdbc.sql(sql).param("workspace", workspace).param("ids", ids).param("type", type).update();
  }
}
