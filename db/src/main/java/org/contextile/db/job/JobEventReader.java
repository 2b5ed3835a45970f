// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.contextile.db.workspace.WorkspaceScope;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the events of many jobs, in the order of their ids. */
public class JobEventReader {
  /** A row without an event where there is none, for the snapshot's sake. */
  private static final String AFTER =
      """
      SELECT CAST(CAST(pg_snapshot_xmin(snapshot) AS text) AS bigint) AS oldest,
             CAST(CAST(pg_snapshot_xmax(snapshot) AS text) AS bigint) AS next, event.*
      FROM pg_current_snapshot() AS snapshot
      LEFT JOIN LATERAL (
        SELECT e.id, e.job_id, e.at, e.type, e.data, job.workspace FROM job_event e JOIN job ON job.id = e.job_id
        WHERE e.id > :after ORDER BY e.id LIMIT :limit) AS event ON true
      ORDER BY event.id
      """;

  private static final String OF_WORKSPACE =
      """
      SELECT e.id, e.job_id, e.at, e.type, e.data, job.workspace FROM job_event e JOIN job ON job.id = e.job_id
      WHERE job.workspace = :workspace AND e.id > :after ORDER BY e.id LIMIT :limit
      """;

  private static final String STORED =
      "SELECT EXISTS (SELECT FROM job_event WHERE job_id = :job AND id = :id)";

  private final JdbcClient jdbc;

  public JobEventReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The events of all workspaces after an event's id. */
  public EventPage after(long id, int limit) {
    List<WorkspaceEvent> events = new ArrayList<>();
    long[] transactions = new long[2];
    jdbc.sql(AFTER)
        .param("after", id)
        .param("limit", limit)
        .query(
            row -> {
              transactions[0] = row.getLong("oldest");
              transactions[1] = row.getLong("next");
              if (row.getString("workspace") != null) {
                events.add(event(row));
              }
            });
    return new EventPage(events, transactions[0], transactions[1]);
  }

  /** The events of a workspace after an event's id. */
  public List<JobEvent> ofWorkspace(String workspace, long after, int limit) {
    return jdbc.sql(OF_WORKSPACE)
        .param("workspace", workspace)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) -> jobEvent(row))
        .list();
  }

  /** The id of the latest event of all workspaces; 0 if there is none. */
  public long newest() {
    return WorkspaceScope.inAll(
        () -> jdbc.sql("SELECT coalesce(max(id), 0) FROM job_event").query(Long.class).single());
  }

  /** Whether an event of a job is still stored. */
  public boolean keeps(UUID job, long id) {
    return jdbc.sql(STORED).param("job", job).param("id", id).query(Boolean.class).single();
  }

  private static WorkspaceEvent event(ResultSet row) throws SQLException {
    return new WorkspaceEvent(row.getString("workspace"), jobEvent(row));
  }

  static JobEvent jobEvent(ResultSet row) throws SQLException {
    return new JobEvent(
        row.getLong("id"),
        row.getObject("job_id", UUID.class),
        row.getTimestamp("at").toInstant(),
        JobEventType.of(row.getString("type")),
        row.getString("data"));
  }
}
