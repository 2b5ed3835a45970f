// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how deep the queue is. It looks at unfinished jobs only, however many have finished. */
public class JobDepths {
  /** A job is ready since its {@code run_after}: what unblocks it or sends it back sets that. */
  private static final String READ =
      """
      SELECT kind,
             count(*) FILTER (WHERE NOT blocked AND run_after <= clock_timestamp()) AS ready,
             count(*) FILTER (WHERE NOT blocked AND run_after > clock_timestamp()) AS delayed,
             count(*) FILTER (WHERE blocked) AS blocked,
             0 AS running,
             greatest(extract(epoch FROM clock_timestamp() - min(run_after) FILTER (WHERE NOT blocked)), 0) AS oldest
      FROM job_waiting GROUP BY kind
      UNION ALL
      SELECT kind, 0, 0, 0, count(*), 0 FROM job_lease GROUP BY kind
      """;

  private final JdbcClient jdbc;

  public JobDepths(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The depth of every kind. */
  public Map<JobKind, JobDepth> read() {
    Map<JobKind, JobDepth> depths = new EnumMap<>(JobKind.class);
    for (JobKind kind : JobKind.values()) {
      depths.put(kind, JobDepth.EMPTY);
    }
    jdbc.sql(READ)
        .query(
            row -> {
              depths.merge(JobKind.of(row.getString("kind")), depth(row), JobDepths::sum);
            });
    return depths;
  }

  private static JobDepth depth(ResultSet row) throws SQLException {
    return new JobDepth(
        row.getLong("ready"),
        row.getLong("delayed"),
        row.getLong("blocked"),
        row.getLong("running"),
        Duration.ofMillis(Math.round(row.getDouble("oldest") * 1000)));
  }

  /** Of the waiting and the running ones: the oldest is among the waiting. */
  private static JobDepth sum(JobDepth a, JobDepth b) {
    return new JobDepth(
        a.ready() + b.ready(),
        a.delayed() + b.delayed(),
        a.blocked() + b.blocked(),
        a.running() + b.running(),
        a.oldest().compareTo(b.oldest()) > 0 ? a.oldest() : b.oldest());
  }
}
