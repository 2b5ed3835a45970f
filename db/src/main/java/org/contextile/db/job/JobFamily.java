// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Divides a job among children and brings it on when they have ended: to {@code QUEUED}, so that a
 * worker sums up, when all succeeded, else to {@code FAILED}.
 *
 * <p>Children are locked before their parent, several in the order of their ids.
 */
final class JobFamily {
  private static final JsonMapper JSON = new JsonMapper();

  private static final String ADD =
      """
      WITH added AS (
        INSERT INTO job (workspace, kind, state, priority, needs_gpu, needs_memory_bytes, max_attempts, parent_id,
                         phase, completed, total, unit, request, input_digests)
        SELECT parent.workspace, parent.kind, 'QUEUED', parent.priority, parent.needs_gpu, parent.needs_memory_bytes,
               parent.max_attempts, parent.id, share.phase, share.completed, share.total, share.unit, share.request,
               share.inputs
        FROM job parent,
             jsonb_to_recordset(CAST(:shares AS jsonb)) AS share (
               request jsonb, phase text, completed bigint, total bigint, unit text, inputs text[])
        WHERE parent.id = :parent
        RETURNING *),
      waiting AS (
        INSERT INTO job_waiting (kind, blocked, workspace, priority, run_after, job_id, needs_gpu, needs_memory_bytes)
        SELECT kind, false, workspace, priority, run_after, id, needs_gpu, needs_memory_bytes FROM added),
      held AS (
        INSERT INTO job_input (job_id, digest) SELECT id, unnest(input_digests) FROM added)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', 0) FROM added
      """;

  private static final String LOCK_PARENT =
      "SELECT state FROM job WHERE id = :parent FOR NO KEY UPDATE";

  private static final String CHILDREN =
      """
      SELECT count(*) AS total,
             count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
             count(*) FILTER (WHERE state = 'FAILED') AS failed,
             count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled
      FROM job WHERE parent_id = :parent
      """;

  private static final String RESULTS =
      "SELECT result FROM job WHERE parent_id = :parent AND state = 'SUCCEEDED' ORDER BY id";

  private static final String FIRST_LOST =
      """
      SELECT id FROM job WHERE parent_id = :parent AND state IN ('FAILED', 'CANCELLED')
      ORDER BY state = 'CANCELLED', id LIMIT 1
      """;

  private final JdbcClient jdbc;
  private final JobGraph graph;

  JobFamily(JdbcClient jdbc, JobGraph graph) {
    this.jdbc = jdbc;
    this.graph = graph;
  }

  /** Adds children of a job that the caller has locked and that has become {@code BLOCKED}. */
  void add(UUID parent, List<JobShare> shares) {
    List<Map<String, Object>> rows = shares.stream().map(JobFamily::row).toList();
    jdbc.sql(ADD)
        .param("parent", parent)
        .param("shares", JobJson.text(JSON.writeValueAsString(rows)))
        .update();
  }

  private static Map<String, Object> row(JobShare share) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("request", JSON.readTree(share.requestJson()));
    row.put("phase", share.progress().phase());
    row.put("completed", share.progress().completed());
    row.put("total", share.progress().total());
    row.put("unit", share.progress().unit());
    row.put("inputs", share.inputDigests());
    return row;
  }

  /** To be called by whoever ended a child, in the same transaction. */
  void childEnded(UUID parent) {
    // The lock first and the count after it, so that of two last children one sees the other.
    String state = jdbc.sql(LOCK_PARENT).param("parent", parent).query(String.class).single();
    if (JobState.valueOf(state) != JobState.BLOCKED) {
      return;
    }
    JobChildren children = children(parent);
    if (children.succeeded() == children.total()) {
      graph.unblock(List.of(parent));
    } else if (children.ended()) {
      UUID first = jdbc.sql(FIRST_LOST).param("parent", parent).query(UUID.class).single();
      graph.fail(List.of(parent), JobProblems.childFailed(children, first));
      graph.lost(parent);
    }
  }

  /** What the children that have succeeded came to, as JSON texts in the order of the shares. */
  List<String> results(UUID parent) {
    return jdbc.sql(RESULTS).param("parent", parent).query(String.class).list();
  }

  private JobChildren children(UUID parent) {
    return jdbc.sql(CHILDREN)
        .param("parent", parent)
        .query(
            (row, _) ->
                new JobChildren(
                    row.getInt("total"),
                    row.getInt("succeeded"),
                    row.getInt("failed"),
                    row.getInt("cancelled")))
        .single();
  }
}
