// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.idempotency.RequestKeys;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Runs what users do to a job in a transaction that has locked it and all jobs below it. */
final class JobTreeLock {
  private static final String BELOW =
      """
      WITH RECURSIVE below (id, depth) AS (
        SELECT child.id, 1 FROM job child JOIN job top ON top.id = child.parent_id
        WHERE top.id = :job AND top.workspace = :workspace
        UNION ALL
        SELECT child.id, below.depth + 1 FROM below JOIN job child ON child.parent_id = below.id)
      """;

  /** Those that lie deepest first, and so all before their parents; else in the order of ids. */
  private static final String LOCK_BELOW =
      BELOW
          + """
          SELECT job.id, job.kind, job.state, job.parent_id, job.divided, job.awaited
          FROM below JOIN job ON job.id = below.id ORDER BY below.depth DESC, job.id FOR NO KEY UPDATE OF job
          """;

  private static final String COUNT_BELOW = BELOW + "SELECT count(*) FROM below";

  private static final String LOCK =
      """
      SELECT id, kind, state, parent_id, divided, awaited FROM job WHERE id = :job AND workspace = :workspace
      FOR NO KEY UPDATE
      """;

  private static final String LOCK_PARENT =
      "SELECT id, kind, state, parent_id, divided, awaited FROM job WHERE id = :job FOR NO KEY UPDATE";

  private final JdbcClient jdbc;
  private final JobTransaction transaction;
  private final RequestKeys keys;

  JobTreeLock(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
    this.keys = new RequestKeys(jdbc);
  }

  /**
   * A locked job.
   *
   * @param divided whether it has children
   * @param awaited whether another depends on it
   */
  record Member(
      UUID id,
      JobKind kind,
      JobState state,
      @Nullable UUID parent,
      boolean divided,
      boolean awaited) {
    boolean lost() {
      return state == JobState.FAILED || state == JobState.CANCELLED;
    }
  }

  /** A locked job and the locked jobs below it, children before their parents. */
  record Tree(Member job, List<Member> below) {
    /** Children before their parents, so the job last. */
    List<Member> all() {
      return Stream.concat(below.stream(), Stream.of(job)).toList();
    }
  }

  /** What was accepted bears the key. */
  JobControl run(
      String workspace, UUID id, @Nullable RequestKey key, Function<Tree, JobControl> action) {
    Optional<JobControl> done = attempt(workspace, id, key, action);
    while (done.isEmpty()) {
      done = attempt(workspace, id, key, action);
    }
    return done.get();
  }

  private Optional<JobControl> attempt(
      String workspace, UUID id, @Nullable RequestKey key, Function<Tree, JobControl> action) {
    return transaction.execute(
        status -> {
          if (key != null) {
            keys.take(workspace, key);
          }
          List<Member> below = lock(LOCK_BELOW, workspace, id);
          List<Member> job = lock(LOCK, workspace, id);
          if (job.isEmpty()) {
            return Optional.of(new JobControl.NotFound());
          }
          if (job.getFirst().divided() && count(workspace, id) != below.size()) {
            // Somebody below, or the job, got children while the locks were waited for. Theirs come
            // first: begin again.
            status.setRollbackOnly();
            return Optional.empty();
          }
          JobControl done = action.apply(new Tree(job.getFirst(), below));
          if (key != null && done instanceof JobControl.Accepted) {
            keys.mark(workspace, key, MadeType.JOB_CONTROL, id);
          }
          return Optional.of(done);
        });
  }

  /**
   * Locks the jobs above one that the running transaction has locked, as far as they are lost
   * themselves: its parent first.
   */
  List<Member> lostAbove(Member job) {
    List<Member> above = new ArrayList<>();
    UUID next = job.parent();
    while (next != null) {
      Member parent = jdbc.sql(LOCK_PARENT).param("job", next).query(JobTreeLock::member).single();
      if (!parent.lost()) {
        break;
      }
      above.add(parent);
      next = parent.parent();
    }
    return above;
  }

  private long count(String workspace, UUID id) {
    return jdbc.sql(COUNT_BELOW)
        .param("job", id)
        .param("workspace", workspace)
        .query(Long.class)
        .single();
  }

  private List<Member> lock(String sql, String workspace, UUID id) {
    return jdbc.sql(sql)
        .param("job", id)
        .param("workspace", workspace)
        .query(JobTreeLock::member)
        .list();
  }

  private static Member member(ResultSet row, int number) throws SQLException {
    return new Member(
        row.getObject("id", UUID.class),
        JobKind.of(row.getString("kind")),
        JobState.valueOf(row.getString("state")),
        row.getObject("parent_id", UUID.class),
        row.getBoolean("divided"),
        row.getBoolean("awaited"));
  }
}
