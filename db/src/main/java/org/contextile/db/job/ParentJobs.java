// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives jobs children and brings them on when these have ended: to {@code QUEUED}, so that a worker
 * goes on with them, when all succeeded, else to {@code FAILED}. A child may be a parent itself.
 *
 * <p>Children are locked before their parent, several in the order of their ids.
 */
final class ParentJobs {
  /** A job, its children and theirs: a study, its extractions, their slides. */
  static final int DEEPEST = 3;

  private static final JsonMapper JSON = new JsonMapper();

  private static final String ADD =
      """
      WITH child AS MATERIALIZED (
        SELECT uuidv7() AS id, item.place - 1 AS place, asked.*
        FROM jsonb_array_elements(CAST(:children AS jsonb)) WITH ORDINALITY AS item (body, place)
        CROSS JOIN LATERAL jsonb_to_record(item.body) AS asked (
          kind text, request jsonb, phase text, completed bigint, total bigint, unit text, inputs text[],
          depends_on integer[], needs_gpu boolean, needs_memory_bytes bigint, output text, output_id uuid)),
      added AS (
        INSERT INTO job (id, workspace, kind, state, priority, needs_gpu, needs_memory_bytes, max_attempts, parent_id,
                         awaited, phase, completed, total, unit, request, input_digests, traceparent)
        SELECT child.id, parent.workspace, child.kind,
               CASE WHEN cardinality(child.depends_on) = 0 THEN 'QUEUED' ELSE 'BLOCKED' END, parent.priority,
               coalesce(child.needs_gpu, parent.needs_gpu),
               coalesce(child.needs_memory_bytes, parent.needs_memory_bytes), parent.max_attempts, parent.id,
               child.place IN (SELECT unnest(later.depends_on) FROM child later), child.phase, child.completed,
               child.total, child.unit, child.request, child.inputs, parent.traceparent
        FROM child CROSS JOIN job parent WHERE parent.id = :parent
        RETURNING *),
      waiting AS (
        INSERT INTO job_waiting (kind, blocked, workspace, priority, run_after, job_id, needs_gpu, needs_memory_bytes)
        SELECT kind, state = 'BLOCKED', workspace, priority, run_after, id, needs_gpu, needs_memory_bytes FROM added),
      ordered AS (
        INSERT INTO job_dependency (job_id, depends_on)
        SELECT child.id, needed.id
        FROM child CROSS JOIN LATERAL unnest(child.depends_on) AS before (place)
        JOIN child needed ON needed.place = before.place),
      reserved AS (
        INSERT INTO job_output (id, workspace, job_id, type)
        SELECT coalesce(child.output_id, uuidv7()), added.workspace, added.id, child.output
        FROM child JOIN added USING (id) WHERE child.output IS NOT NULL),
      held AS (
        INSERT INTO job_input (job_id, digest) SELECT id, unnest(input_digests) FROM added)
      INSERT INTO job_event (job_id, type, data)
      SELECT id, 'state', jsonb_build_object('state', state, 'attempt', 0) FROM added
      """;

  private static final String DEPTH =
      """
      WITH RECURSIVE above (parent_id, depth) AS (
        SELECT parent_id, 1 FROM job WHERE id = :job
        UNION ALL
        SELECT job.parent_id, above.depth + 1 FROM above JOIN job ON job.id = above.parent_id)
      SELECT max(depth) FROM above
      """;

  private static final String LOCK_PARENT =
      "SELECT state, parent_id, awaited FROM job WHERE id = :parent FOR NO KEY UPDATE";

  private static final String CHILDREN =
      """
      SELECT count(*) AS total,
             count(*) FILTER (WHERE state = 'SUCCEEDED') AS succeeded,
             count(*) FILTER (WHERE state = 'FAILED') AS failed,
             count(*) FILTER (WHERE state = 'CANCELLED') AS cancelled
      FROM job WHERE parent_id = :parent
      """;

  private static final String FINISHED =
      """
      SELECT id, kind, request, result FROM job WHERE parent_id = :parent AND state = 'SUCCEEDED' ORDER BY id
      """;

  private static final String FIRST_LOST =
      """
      SELECT id FROM job WHERE parent_id = :parent AND state IN ('FAILED', 'CANCELLED')
      ORDER BY state = 'CANCELLED', error ->> 'type' = '/problems/dependency-failed', id LIMIT 1
      """;

  /** Those that wait for others are lost with them, and come back with them. */
  private static final String LOST_FOR_GOOD =
      """
      SELECT EXISTS (
        SELECT 1 FROM job WHERE parent_id = :parent AND state = 'FAILED'
          AND error ->> 'type' <> '/problems/dependency-failed' AND NOT (error ->> 'retryable')::boolean)
      """;

  private final JdbcClient jdbc;
  private final JobGraph graph;

  ParentJobs(JdbcClient jdbc, JobGraph graph) {
    this.jdbc = jdbc;
    this.graph = graph;
  }

  /** Adds children of a job that the caller has locked and that has become {@code BLOCKED}. */
  void add(UUID parent, List<ChildJob> children) {
    if (depth(parent) >= DEEPEST) {
      throw new IllegalStateException(
          "Job %s has %d jobs above it: it cannot have children".formatted(parent, DEEPEST - 1));
    }
    List<Map<String, Object>> rows = children.stream().map(ParentJobs::row).toList();
    jdbc.sql(ADD)
        .param("parent", parent)
        .param("children", JobJson.text(JSON.writeValueAsString(rows)))
        .update();
  }

  private int depth(UUID job) {
    return jdbc.sql(DEPTH).param("job", job).query(Integer.class).single();
  }

  private static Map<String, Object> row(ChildJob child) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("kind", child.kind().text());
    row.put("request", JSON.readTree(child.requestJson()));
    row.put("phase", child.progress().phase());
    row.put("completed", child.progress().completed());
    row.put("total", child.progress().total());
    row.put("unit", child.progress().unit());
    row.put("inputs", child.inputDigests());
    row.put("depends_on", child.dependsOn());
    JobNeeds needs = child.needs();
    if (needs != null) {
      row.put("needs_gpu", needs.gpu());
      row.put("needs_memory_bytes", needs.memoryBytes());
    }
    row.put("output", child.kind().output().map(JobOutputType::text).orElse(null));
    row.put("output_id", Objects.toString(child.outputId(), null));
    return row;
  }

  /** To be called by whoever ended a child, in the same transaction. */
  void childEnded(UUID id) {
    // The lock first and the count after it, so that of two last children one sees the other.
    Parent parent = lock(id);
    if (parent.state() != JobState.BLOCKED) {
      return;
    }
    JobChildren children = children(id);
    if (children.succeeded() == children.total()) {
      graph.unblock(List.of(id));
    } else if (children.ended()) {
      UUID first = jdbc.sql(FIRST_LOST).param("parent", id).query(UUID.class).single();
      boolean forGood = jdbc.sql(LOST_FOR_GOOD).param("parent", id).query(Boolean.class).single();
      graph.fail(List.of(id), JobProblems.childFailed(children, first, !forGood));
      var _ = lost(id, parent.awaited());
      parent.above().ifPresent(this::childEnded);
    }
  }

  /**
   * Fails all jobs that wait for one that was lost, and tells the parents of those.
   *
   * @param awaited whether any waits for it
   * @return how many
   */
  int lost(UUID job, boolean awaited) {
    if (!awaited) {
      return 0;
    }
    List<JobGraph.Lost> failed = graph.lost(job);
    failed.stream()
        .map(JobGraph.Lost::parent)
        .flatMap(Optional::stream)
        .distinct()
        .sorted()
        .forEach(this::childEnded);
    return failed.size();
  }

  /** The children that have succeeded, in the order in which they were listed. */
  List<FinishedChild> finished(UUID parent) {
    return jdbc.sql(FINISHED)
        .param("parent", parent)
        .query(
            (row, _) ->
                new FinishedChild(
                    row.getObject("id", UUID.class),
                    JobKind.of(row.getString("kind")),
                    row.getString("request"),
                    row.getString("result")))
        .list();
  }

  private Parent lock(UUID id) {
    return jdbc.sql(LOCK_PARENT)
        .param("parent", id)
        .query(
            (row, _) ->
                new Parent(
                    JobState.valueOf(row.getString("state")),
                    row.getObject("parent_id", UUID.class),
                    row.getBoolean("awaited")))
        .single();
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

  private record Parent(JobState state, @Nullable UUID parent, boolean awaited) {
    Optional<UUID> above() {
      return Optional.ofNullable(parent);
    }
  }
}
