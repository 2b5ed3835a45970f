// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Runs what users do to a job in a transaction that has locked it and its children. */
final class FamilyLock {
  /** In the order of their ids, and before their parent. */
  private static final String LOCK_CHILDREN =
      """
      SELECT child.id, child.kind, child.state, child.parent_id, child.divided, child.awaited FROM job child
      JOIN job parent ON parent.id = child.parent_id
      WHERE parent.id = :job AND parent.workspace = :workspace ORDER BY child.id FOR NO KEY UPDATE OF child
      """;

  private static final String LOCK =
      """
      SELECT id, kind, state, parent_id, divided, awaited FROM job WHERE id = :job AND workspace = :workspace
      FOR NO KEY UPDATE
      """;

  private static final String LOCK_PARENT =
      "SELECT id, kind, state, parent_id, divided, awaited FROM job WHERE id = :job FOR NO KEY UPDATE";

  private final JdbcClient jdbc;
  private final JobTransaction transaction;

  FamilyLock(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new JobTransaction(transactions);
  }

  /**
   * A locked job.
   *
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

  /** A locked job and its locked children. */
  record Family(Member job, List<Member> children) {}

  JobControl run(String workspace, UUID id, Function<Family, JobControl> action) {
    Optional<JobControl> done = attempt(workspace, id, action);
    while (done.isEmpty()) {
      done = attempt(workspace, id, action);
    }
    return done.get();
  }

  private Optional<JobControl> attempt(
      String workspace, UUID id, Function<Family, JobControl> action) {
    return transaction.execute(
        status -> {
          List<Member> children = lock(LOCK_CHILDREN, workspace, id);
          List<Member> job = lock(LOCK, workspace, id);
          if (job.isEmpty()) {
            return Optional.of(new JobControl.NotFound());
          }
          if (job.getFirst().divided() && children.isEmpty()) {
            // Divided between the two locks. Its children come first: begin again.
            status.setRollbackOnly();
            return Optional.empty();
          }
          return Optional.of(action.apply(new Family(job.getFirst(), children)));
        });
  }

  /** Locks the parent of a job that the running transaction has locked. */
  Member parent(UUID id) {
    return jdbc.sql(LOCK_PARENT).param("job", id).query(FamilyLock::member).single();
  }

  private List<Member> lock(String sql, String workspace, UUID id) {
    return jdbc.sql(sql)
        .param("job", id)
        .param("workspace", workspace)
        .query(FamilyLock::member)
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
