// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One row of a workspace in every table that holds rows of workspaces. */
public final class WorkspaceRows {
  /** The key of the request that made the cohort. */
  public static final String KEY = "made-the-cohort";

  private final JdbcClient jdbc;
  private final String workspace;
  private final String digest;
  private final Map<String, UUID> ids = new HashMap<>();

  private WorkspaceRows(JdbcClient jdbc, String workspace, String digest) {
    this.jdbc = jdbc;
    this.workspace = workspace;
    this.digest = digest;
  }

  /**
   * Inserts the rows.
   *
   * @param jdbc may write into any workspace
   * @param digest an artifact, to which all of them refer
   */
  public static WorkspaceRows insert(JdbcClient jdbc, String workspace, String digest) {
    WorkspaceRows rows = new WorkspaceRows(jdbc, workspace, digest);
    rows.insertJobs();
    rows.insertSlides();
    rows.insertResults();
    return rows;
  }

  public String workspace() {
    return workspace;
  }

  /** The id of the row of a table; {@code child} is that of the job's child. */
  public UUID id(String table) {
    UUID id = ids.get(table);
    if (id == null) {
      throw new IllegalArgumentException("There is no row of " + table);
    }
    return id;
  }

  /** The id of the job's first event. */
  public long firstEvent() {
    return statement("SELECT min(id) FROM job_event WHERE job_id = :job")
        .query(Long.class)
        .single();
  }

  /** All ids, by the names of their tables. */
  public Map<String, UUID> ids() {
    return Map.copyOf(ids);
  }

  private void insertJobs() {
    add(
        "job",
        """
        INSERT INTO job (workspace, kind, state, divided, max_attempts, request)
        VALUES (:workspace, 'feature-extraction', 'BLOCKED', true, 3, '{}') RETURNING id
        """);
    add(
        "child",
        """
        INSERT INTO job (workspace, kind, state, max_attempts, request, parent_id, input_digests)
        VALUES (:workspace, 'feature-extraction', 'RUNNING', 3, '{}', :job, ARRAY[:digest]) RETURNING id
        """);
    run("INSERT INTO job_dependency (job_id, depends_on) VALUES (:job, :child)");
    run("INSERT INTO job_input (job_id, digest) VALUES (:child, :digest)");
    run(
        """
        INSERT INTO job_waiting (kind, blocked, workspace, priority, run_after, job_id, needs_gpu, needs_memory_bytes)
        SELECT kind, true, workspace, priority, run_after, id, needs_gpu, needs_memory_bytes
        FROM job WHERE id = :job
        """);
    run(
        """
        INSERT INTO job_lease (job_id, token, kind, workspace, attempt, worker, claimed_at, expires_at)
        VALUES (:child, gen_random_uuid(), 'ingest', :workspace, 1, 'w', now(), now() + interval '1 day')
        """);
    run("INSERT INTO job_turn (kind, workspace, served_at) VALUES ('ingest', :workspace, now())");
    add(
        "job_output",
        "INSERT INTO job_output (workspace, job_id, type) VALUES (:workspace, :job, 'slide') RETURNING id");
    add(
        "job_graph",
        """
        INSERT INTO job_graph (id, workspace, place, job_id) VALUES (uuidv7(), :workspace, 1, :job) RETURNING id
        """);
    run(
        """
        INSERT INTO job_event (job_id, type, data)
        VALUES (:job, 'state',
                '{"state": "QUEUED", "attempt": 1, "worker": "w", "startedAt": "2026-01-01T00:00:00Z", "outcome": "FAILED"}'),
               (:child, 'state', '{"state": "QUEUED", "attempt": 0}')
        """);
    add(
        "keyed_request",
        """
        INSERT INTO keyed_request (workspace, idempotency_key, request_digest, type, id)
        VALUES (:workspace, 'made-the-graph', 'd', 'job-graph', :job_graph) RETURNING id
        """);
    run(
        """
        INSERT INTO browser_session (token_digest, subject, workspace, roles, expires_at)
        VALUES (:digest, 's', :workspace, '{VIEWER}', now() + interval '1 day')
        """);
  }

  private void insertSlides() {
    add(
        "slide",
        """
        INSERT INTO slide (workspace, name, artifact_digest, vendor, width_px, height_px, levels, mpp_x, mpp_y,
                           mpp_source, thumbnail_digest, tissue_mask_digest, tissue_mask_downsample, tissue_polygons_digest,
                           tissue_fraction, openslide_version)
        VALUES (:workspace, 'theirs.svs', :digest, 'generic-tiff', 2560, 2560,
                '[{"widthPx": 2560, "heightPx": 2560, "downsample": 1}]', 0.5, 0.5, 'OPENSLIDE', :digest, :digest,
                32, :digest, 0, '4.0.1')
        RETURNING id
        """);
    add(
        "tiling",
        """
        INSERT INTO tiling (workspace, slide_id, tile_size_px, mpp, overlap_px, min_tissue,
                            min_tissue_area_micrometres2, keep_coloured_ink, tile_count, tile_size_level0,
                            artifact_digest)
        VALUES (:workspace, :slide, 224, 0.5, 0, 0.5, 20000, false, 0, 224, :digest) RETURNING id
        """);
    add(
        "upload",
        """
        INSERT INTO upload (id, workspace, length_bytes, offset_bytes, expires_at)
        VALUES (uuidv7(), :workspace, 1000, 4, now() + interval '1 day') RETURNING id
        """);
    run(
        """
        INSERT INTO upload_part (upload_id, start_bytes, size_bytes, artifact_digest) VALUES (:upload, 0, 4, :digest)
        """);
    add(
        "cohort",
        """
        INSERT INTO cohort (workspace, name, idempotency_key, request_digest)
        VALUES (:workspace, 'theirs', 'made-the-cohort', 'd') RETURNING id
        """);
    run(
        """
        INSERT INTO cohort_slide (cohort_id, slide_id, position, patient, label)
        VALUES (:cohort, :slide, 0, 'p', 'tumour')
        """);
    add(
        "split",
        """
        INSERT INTO split (workspace, cohort_id, scheme, seed, folds, fold_of)
        VALUES (:workspace, :cohort, 'STRATIFIED_GROUP_K_FOLD', 0, 2, '{1}') RETURNING id
        """);
  }

  private void insertResults() {
    add(
        "model",
        """
        INSERT INTO model (workspace, name, origin, architecture, artifact_digest, feature_dim, input_size_px,
                           pixel_input, mean, std, parameters, config, card)
        VALUES (:workspace, 'theirs', 'IMPORTED', 'torchscript', :digest, 96, 224, 'FLOAT_NCHW', '{0,0,0}', '{1,1,1}',
                7, '{}', '{}')
        RETURNING id
        """);
    add(
        "feature_set",
        """
        INSERT INTO feature_set (workspace, slide_id, model_id, tiling_id, precision, reader, reader_version,
                                 artifact_digest, tile_count, feature_dim, unreadable_count)
        VALUES (:workspace, :slide, :model, :tiling, 'FP32', 'openslide', '4.0.1', :digest, 9, 96, 0) RETURNING id
        """);
    add(
        "classifier",
        """
        INSERT INTO classifier (workspace, name, cohort_id, split_id, model_id, tile_size_px, mpp, overlap_px,
                                min_tissue, min_tissue_area_micrometres2, keep_coloured_ink, precision, reader,
                                reader_version, algorithm, protocol, classes, metrics, artifact_digest, parameters)
        VALUES (:workspace, 'theirs', :cohort, :split, :model, 224, 0.5, 0, 0.5, 20000, false, 'FP32', 'openslide', '4.0.1',
                'ABMIL', '{}', '{normal,tumour}',
                '{"folds": [], "curves": {"training": [], "roc": []}, "predictions": [], "warnings": []}', :digest, 7)
        RETURNING id
        """);
    add(
        "prediction",
        """
        INSERT INTO prediction (workspace, classifier_id, slide_id, feature_set_id, probabilities, predicted_class,
                                attention_digest, heatmap_png_digest, heatmap_geojson_digest, job_id)
        VALUES (:workspace, :classifier, :slide, :feature_set, '{"normal": 0.2, "tumour": 0.8}', 'tumour', :digest,
                :digest, :digest, :job)
        RETURNING id
        """);
  }

  private void add(String table, String sql) {
    ids.put(table, statement(sql).query(UUID.class).single());
  }

  private void run(String sql) {
    statement(sql).update();
  }

  private JdbcClient.StatementSpec statement(String sql) {
    return jdbc.sql(sql).params(ids).param("workspace", workspace).param("digest", digest);
  }
}
