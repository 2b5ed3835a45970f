// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The table {@code artifact}, kept in step with the files. A lock per digest orders writers and
 * deleters of the same bytes, so that a row without bytes cannot arise.
 */
class ArtifactRows {

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

  void insert(Artifact artifact, FileChange move) {
    transaction.executeWithoutResult(
        status -> {
          lock(artifact.digest());
          apply(move);
          jdbc.sql(
                  """
                  insert into artifact (digest, size_bytes, media_type)
                  values (:digest, :size, :type)
                  on conflict (digest) do update set created_at = clock_timestamp()
                  """)
              .param("digest", artifact.digest())
              .param("size", artifact.sizeBytes())
              .param("type", artifact.mediaType())
              .update();
        });
  }

  /** Deletes an artifact, however young, that nothing refers to. */
  void deleteUnlessReferenced(String digest, FileChange delete) {
    var _ =
        deleteLocked(
            digest,
            delete,
            () -> {
              jdbc.sql("delete from artifact where digest = :digest")
                  .param("digest", digest)
                  .update();
              return true;
            });
  }

  /** Artifacts older than {@code grace} that no row of any table refers to; 10,000 at most. */
  List<String> unreferenced(Duration grace) {
    StringBuilder sql =
        new StringBuilder(
            "select digest from artifact a where created_at < now() - make_interval(secs => :age)");
    for (Reference from : references()) {
      sql.append(
          " and not exists (select 1 from %s where %s = a.digest)"
              .formatted(from.table(), from.column()));
    }
    return jdbc.sql(sql.append(" limit 10000").toString())
        .param("age", grace.toSeconds())
        .query(String.class)
        .list();
  }

  /** A column that refers to artifacts, both names quoted where needed. */
  private record Reference(String table, String column) {}

  // From the catalogue, so that no migration can forget to add a column here.
  private List<Reference> references() {
    return jdbc.sql(
            """
            select c.conrelid::regclass::text as table, quote_ident(a.attname) as column
            from pg_constraint c
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            where c.contype = 'f' and c.confrelid = 'artifact'::regclass
            """)
        .query((row, _) -> new Reference(row.getString("table"), row.getString("column")))
        .list();
  }

  /**
   * Deletes an artifact that is still older than {@code grace} and still referred to by nothing.
   */
  boolean deleteUnlessNeeded(String digest, Duration grace, FileChange delete) {
    return deleteLocked(
        digest,
        delete,
        () ->
            jdbc.sql(
                        """
                        delete from artifact where digest = :digest
                          and created_at < now() - make_interval(secs => :age)
                        """)
                    .param("digest", digest)
                    .param("age", grace.toSeconds())
                    .update()
                == 1);
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
    try {
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
    } catch (DataIntegrityViolationException stillReferenced) {
      return false;
    }
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
