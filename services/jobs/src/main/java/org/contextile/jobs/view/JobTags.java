// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.view;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobState;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Entity tags of jobs, each read by one query. */
@Repository
public class JobTags {
  private static final String FIND =
      """
      SELECT state, run_after > clock_timestamp() AS later,
        version + (
          WITH RECURSIVE below AS (
            SELECT child.id, child.version, child.divided FROM job child
            WHERE job.divided AND child.parent_id = job.id
            UNION ALL
            SELECT child.id, child.version, child.divided
            FROM below JOIN job child ON child.parent_id = below.id WHERE below.divided)
          SELECT coalesce(sum(below.version), 0) FROM below)::bigint AS version, ARRAY(
        SELECT depends_on FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
        WHERE job.state IN ('BLOCKED', 'QUEUED') AND d.job_id = job.id AND needed.state <> 'SUCCEEDED'
        ORDER BY depends_on) AS outstanding
      FROM job WHERE id = :job AND workspace = :workspace
      """;

  private final JdbcClient jdbc;

  JobTags(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What a client knows by the tag.
   *
   * @param text a weak {@code ETag}
   * @param terminal whether the job has ended
   */
  public record JobTag(String text, boolean terminal) {}

  public Optional<JobTag> find(String workspace, UUID job) {
    return jdbc.sql(FIND)
        .param("job", job)
        .param("workspace", workspace)
        .query(
            (row, _) -> {
              JobState state = JobState.valueOf(row.getString("state"));
              String text =
                  state.waiting()
                      ? waiting(
                          row.getLong("version"),
                          (UUID[]) row.getArray("outstanding").getArray(),
                          row.getBoolean("later"))
                      : "W/\"%d\"".formatted(row.getLong("version"));
              return new JobTag(text, state.terminal());
            })
        .optional();
  }

  /** What a job waits for is about other jobs and the time: its own version does not tell. */
  private static String waiting(long version, UUID[] outstanding, boolean later) {
    return "W/\"%d-%08x\"".formatted(version, Objects.hash(Arrays.hashCode(outstanding), later));
  }
}
