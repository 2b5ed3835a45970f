// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.contextile.db.workspace.WorkspaceScope;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables {@code artifact} and {@code artifact_hold}, in step with the files. A lock per digest
 * orders writers and deleters of the same bytes, so that a row without bytes cannot arise. Whoever
 * stores bytes holds them, as a row that refers to them does: nobody else's failure takes them
 * away.
 */
class ArtifactRows {
  /** PostgreSQL's foreign_key_violation and restrict_violation. */
  private static final Set<String> REFERRED = Set.of("23503", "23001");

  /** A change of files that belongs to a change of rows. */
  @FunctionalInterface
  interface FileChange {
    void apply() throws IOException;
  }

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  ArtifactRows(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  void insert(Artifact artifact, UUID holder, FileChange move) {
    transaction.executeWithoutResult(
        status -> {
          lock(artifact.digest());
          apply(move);
          jdbc.sql(
                  """
                  insert into artifact (digest, size_bytes, media_type)
                  values (:digest, :size, :type)
                  on conflict (digest) do nothing
                  """)
              .param("digest", artifact.digest())
              .param("size", artifact.sizeBytes())
              .param("type", artifact.mediaType())
              .update();
          jdbc.sql(
                  """
                  insert into artifact_hold (digest, holder) values (:digest, :holder)
                  on conflict (digest, holder) do update set held_at = clock_timestamp()
                  """)
              .param("digest", artifact.digest())
              .param("holder", holder)
              .update();
        });
  }

  /** Lets a list refer to the files that it names, which somebody holds. */
  void insertParts(String list, Collection<String> parts) {
    jdbc.sql(
            """
            insert into artifact_part (whole, part)
            select :whole, part from unnest(:parts) as part order by part
            on conflict do nothing
            """)
        .param("whole", list)
        .param("parts", parts.toArray(String[]::new))
        .update();
  }

  /** What a list refers to; nothing of any other artifact. */
  List<String> parts(String list) {
    return jdbc.sql("select part from artifact_part where whole = :whole")
        .param("whole", list)
        .query(String.class)
        .list();
  }

  /** Lets go of all that somebody holds, and says what that was. */
  List<String> release(UUID holder) {
    // In a transaction of its own: the caller's may be about to end, after which nothing commits.
    return transaction.execute(
        status ->
            jdbc.sql("delete from artifact_hold where holder = :holder returning digest")
                .param("holder", holder)
                .query(String.class)
                .list());
  }

  /** Lets go of all that was held for longer than {@code grace}. */
  void lapse(Duration grace) {
    jdbc.sql("delete from artifact_hold where held_at < now() - make_interval(secs => :age)")
        .param("age", grace.toSeconds())
        .update();
  }

  /**
   * Deletes an artifact that nobody holds and nothing refers to.
   *
   * @return whether there was one
   */
  boolean deleteUnlessReferenced(String digest, FileChange delete) {
    return deleteLocked(
        digest,
        delete,
        // What is seen to be referred to is not even locked: who ends a job inserts a hold at the
        // same time as it deletes the job's input, and the two would wait for each other.
        () ->
            jdbc.sql("delete from artifact a where digest = :digest" + noneRefersToIt())
                    .param("digest", digest)
                    .update()
                == 1);
  }

  /** Artifacts that nobody holds and no row of any table refers to; 10,000 at most. */
  List<String> unreferenced() {
    return jdbc.sql("select digest from artifact a where true" + noneRefersToIt() + " limit 10000")
        .query(String.class)
        .list();
  }

  private String noneRefersToIt() {
    StringBuilder sql = new StringBuilder();
    for (Reference from : references()) {
      sql.append(
          " and not exists (select 1 from %s where %s = a.digest)"
              .formatted(from.table(), from.column()));
    }
    return sql.toString();
  }

  /** A column that refers to artifacts, both names quoted where needed. */
  private record Reference(String table, String column) {}

  // From the catalogue, so that no migration can forget to add a column here. What goes with an
  // artifact does not keep it.
  private List<Reference> references() {
    return jdbc.sql(
            """
            select c.conrelid::regclass::text as table, quote_ident(a.attname) as column
            from pg_constraint c
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            where c.contype = 'f' and c.confrelid = 'artifact'::regclass and c.confdeltype <> 'c'
            """)
        .query((row, _) -> new Reference(row.getString("table"), row.getString("column")))
        .list();
  }

  /** Deletes a file that has no row. */
  boolean deleteUnlessRow(String digest, FileChange delete) {
    return deleteLocked(
        digest,
        delete,
        () ->
            jdbc.sql("select count(*) from artifact where digest = :digest")
                    .param("digest", digest)
                    .query(Long.class)
                    .single()
                == 0);
  }

  private boolean deleteLocked(String digest, FileChange delete, BooleanSupplier may) {
    // What refers to it may be of any workspace.
    try (WorkspaceScope _ = WorkspaceScope.all()) {
      return Boolean.TRUE.equals(
          transaction.execute(
              status -> {
                lock(digest);
                if (!may.getAsBoolean()) {
                  return false;
                }
                apply(delete);
                return true;
              }));
    } catch (DataIntegrityViolationException e) {
      if (refers(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Whether a row still refers to it, and nothing else is wrong. */
  private static boolean refers(DataIntegrityViolationException refused) {
    return refused.getMostSpecificCause() instanceof SQLException cause
        && REFERRED.contains(cause.getSQLState());
  }

  private void lock(String digest) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:digest, 0))")
        .param("digest", digest)
        .query(rs -> {});
  }

  private static void apply(FileChange change) {
    try {
      change.apply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
