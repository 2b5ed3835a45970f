// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The version of a job as clients see it, in one query. */
@Repository
class JobTags {
  /** What a job waits for is about other jobs and the time: its own version does not tell. */
  private static final String TAG =
      """
      SELECT job.state, job.version + coalesce((
               SELECT sum(child.version) FROM job child WHERE job.divided AND child.parent_id = job.id), 0) AS version,
             job.run_after > clock_timestamp() AS later, ARRAY(
               SELECT depends_on FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
               WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED' ORDER BY depends_on) AS outstanding
      FROM job WHERE job.id = :id AND job.workspace = :workspace
      """;

  private final JdbcClient jdbc;

  JobTags(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param text a weak entity tag
   */
  record Tag(String text, boolean ended) {}

  Optional<Tag> find(String workspace, UUID job) {
    return jdbc.sql(TAG)
        .param("id", job)
        .param("workspace", workspace)
        .query(
            (row, _) -> {
              JobState state = JobState.valueOf(row.getString("state"));
              UUID[] outstanding = (UUID[]) row.getArray("outstanding").getArray();
              int wait = Arrays.hashCode(outstanding) * 2 + (row.getBoolean("later") ? 1 : 0);
              long version = row.getLong("version");
              String text =
                  state.waiting()
                      ? "W/\"%d-%08x\"".formatted(version, wait)
                      : "W/\"%d\"".formatted(version);
              return new Tag(text, state.terminal());
            })
        .optional();
  }
}
