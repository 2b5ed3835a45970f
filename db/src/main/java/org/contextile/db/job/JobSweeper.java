// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.db.idempotency.RequestKeys;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Takes expired leases back, moves on what was left waiting, trims events, and drops old keys of
 * requests. Each job in a transaction of its own.
 */
final class JobSweeper {
  private static final String NEXT_EXPIRED =
      """
      SELECT job_id, token, attempt, worker FROM job_lease WHERE expires_at <= clock_timestamp()
      ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED
      """;

  /**
   * Blocked jobs that nothing holds back, and jobs that blocked ones wait for in vain. The
   * transactions that end jobs see to all of it; this catches what a race between a retry and an
   * end may leave behind.
   */
  private static final String OVERLOOKED_READY =
      """
      SELECT job.id FROM job_waiting w JOIN job ON job.id = w.job_id
      WHERE w.kind IN (:kinds) AND w.blocked AND NOT EXISTS (
        SELECT 1 FROM job_dependency d JOIN job needed ON needed.id = d.depends_on
        WHERE d.job_id = job.id AND needed.state <> 'SUCCEEDED')
        AND NOT EXISTS (SELECT 1 FROM job child WHERE child.parent_id = job.id AND child.state <> 'SUCCEEDED')
      ORDER BY job.id LIMIT 100 FOR NO KEY UPDATE OF job SKIP LOCKED
      """;

  private static final String OVERLOOKED_LOST =
      """
      SELECT DISTINCT needed.id FROM job_waiting w JOIN job_dependency d ON d.job_id = w.job_id
      JOIN job needed ON needed.id = d.depends_on
      WHERE w.kind IN (:kinds) AND w.blocked AND needed.state IN ('FAILED', 'CANCELLED') LIMIT 100
      """;

  private static final String OVERLOOKED_PARENTS =
      """
      SELECT w.job_id FROM job_waiting w
      WHERE w.kind IN (:kinds) AND w.blocked
        AND EXISTS (SELECT 1 FROM job child WHERE child.parent_id = w.job_id AND child.state IN ('FAILED', 'CANCELLED'))
        AND NOT EXISTS (
          SELECT 1 FROM job child WHERE child.parent_id = w.job_id
            AND child.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED'))
      LIMIT 100
      """;

  /** All: named, so that the index of waiting jobs serves. */
  private static final List<String> KINDS =
      Arrays.stream(JobKind.values()).map(JobKind::text).toList();

  private final JdbcClient jdbc;
  private final JobTransaction transaction;
  private final JobCompletions completions;
  private final JobGraph graph;
  private final ParentJobs parents;
  private final EventRetention events;
  private final RequestKeys keys;

  JobSweeper(
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      JobCompletions completions,
      JobGraph graph,
      ParentJobs parents,
      JobQueueSettings settings) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
    this.completions = completions;
    this.graph = graph;
    this.parents = parents;
    this.events = new EventRetention(jdbc, settings);
    this.keys = new RequestKeys(jdbc);
  }

  SweepReport sweep() {
    Map<JobState, Integer> ended = new EnumMap<>(JobState.class);
    Optional<JobState> next = expireNext();
    while (next.isPresent()) {
      ended.merge(next.get(), 1, Integer::sum);
      next = expireNext();
    }
    int unblocked = moveOverlooked();
    int trimmed = events.trimLeased();
    keys.forgetOld();
    return new SweepReport(
        ended.getOrDefault(JobState.QUEUED, 0),
        ended.getOrDefault(JobState.FAILED, 0),
        ended.getOrDefault(JobState.CANCELLED, 0),
        unblocked,
        trimmed);
  }

  private Optional<JobState> expireNext() {
    return transaction.execute(_ -> lockExpired().map(this::expire));
  }

  private Optional<Expired> lockExpired() {
    return jdbc.sql(NEXT_EXPIRED)
        .query(
            (row, _) ->
                new Expired(
                    new JobLease(
                        row.getObject("job_id", UUID.class), row.getObject("token", UUID.class)),
                    row.getInt("attempt"),
                    row.getString("worker")))
        .optional();
  }

  private JobState expire(Expired expired) {
    return completions.expire(expired.lease(), expired.attempt(), expired.worker());
  }

  private int moveOverlooked() {
    int moved =
        transaction.execute(
            _ -> {
              List<UUID> ready =
                  jdbc.sql(OVERLOOKED_READY).param("kinds", KINDS).query(UUID.class).list();
              return ready.isEmpty() ? 0 : graph.unblock(ready);
            });
    for (UUID lost : jdbc.sql(OVERLOOKED_LOST).param("kinds", KINDS).query(UUID.class).list()) {
      moved += transaction.execute(_ -> parents.lost(lost, true));
    }
    for (UUID parent :
        jdbc.sql(OVERLOOKED_PARENTS).param("kinds", KINDS).query(UUID.class).list()) {
      transaction.executeWithoutResult(_ -> parents.childEnded(parent));
      moved++;
    }
    return moved;
  }

  private record Expired(JobLease lease, int attempt, String worker) {}
}
