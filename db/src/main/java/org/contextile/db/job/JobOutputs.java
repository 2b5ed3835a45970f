// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The ids that jobs have for what they will make. */
public final class JobOutputs {
  private static final String MAKERS =
      """
      SELECT id, job_id FROM job_output
      WHERE workspace = :workspace AND type = :type AND id = ANY (CAST(:ids AS uuid[])) AND NOT deleted
      """;

  private static final String OF_JOB =
      "SELECT id FROM job_output WHERE job_id = :job AND type = :type";

  private final JdbcClient jdbc;

  public JobOutputs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Which jobs make, or have made, what these ids name, unless it was deleted since.
   *
   * @return the jobs by id of the output; ids that no job of the workspace has are missing
   */
  public Map<UUID, UUID> makers(String workspace, JobOutputType type, Collection<UUID> ids) {
    Map<UUID, UUID> makers = new HashMap<>();
    if (!ids.isEmpty()) {
      jdbc.sql(MAKERS)
          .param("workspace", workspace)
          .param("type", type.text())
          .param("ids", JobIds.array(ids))
          .query(
              row -> {
                makers.put(row.getObject("id", UUID.class), row.getObject("job_id", UUID.class));
              });
    }
    return makers;
  }

  /** The id of what a job makes. */
  Optional<UUID> of(UUID job, JobOutputType type) {
    return jdbc.sql(OF_JOB)
        .param("job", job)
        .param("type", type.text())
        .query(UUID.class)
        .optional();
  }
}
