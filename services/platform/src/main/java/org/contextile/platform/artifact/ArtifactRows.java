// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
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
                  on conflict (digest) do nothing
                  """)
              .param("digest", artifact.digest())
              .param("size", artifact.sizeBytes())
              .param("type", artifact.mediaType())
              .update();
        });
  }

  void deleteUnlessReferenced(String digest, FileChange delete) {
    try {
      transaction.executeWithoutResult(
          status -> {
            lock(digest);
            jdbc.sql("delete from artifact where digest = :digest")
                .param("digest", digest)
                .update();
            apply(delete);
          });
    } catch (DataIntegrityViolationException stillReferenced) {
      // Somebody needs it: it stays.
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
