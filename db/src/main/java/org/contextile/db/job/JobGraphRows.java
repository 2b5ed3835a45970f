// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which jobs were submitted by one request, in its order. */
public class JobGraphRows {
  private static final String INSERT =
      """
      WITH graph AS (SELECT uuidv7() AS id)
      INSERT INTO job_graph (id, workspace, place, job_id)
      SELECT graph.id, :workspace, job.place, job.id
      FROM graph, unnest(CAST(:jobs AS uuid[])) WITH ORDINALITY AS job (id, place)
      RETURNING id
      """;

  private final JdbcClient jdbc;

  public JobGraphRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Notes the jobs of a graph, in the caller's transaction.
   *
   * @param jobs at least one
   * @return the graph's id
   */
  public UUID insert(String workspace, List<UUID> jobs) {
    return jdbc.sql(INSERT)
        .param("workspace", workspace)
        .param("jobs", JobIds.array(jobs))
        .query(UUID.class)
        .list()
        .getFirst();
  }

  /** The jobs of a graph, in its order; none if the workspace has no such graph. */
  public List<UUID> jobs(String workspace, UUID graph) {
    return jdbc.sql(
            "SELECT job_id FROM job_graph WHERE id = :graph AND workspace = :workspace ORDER BY place")
        .param("graph", graph)
        .param("workspace", workspace)
        .query(UUID.class)
        .list();
  }
}
