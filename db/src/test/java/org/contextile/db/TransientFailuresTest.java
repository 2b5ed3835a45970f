// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.LeaseLostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

final class TransientFailuresTest {

  @Test
  void aDatabaseThatIsAwayIsTransient() {
    assertTransient(new DataAccessResourceFailureException("away"));
    assertTransient(new CannotCreateTransactionException("no connection"));
    assertTransient(
        new CannotGetJdbcConnectionException(
            "pool", new SQLTransientConnectionException("exhausted")));
    assertTransient(new CannotAcquireLockException("deadlock"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "08001", "57P01", "57P02", "57P03", "40001", "40P01", "53300"})
  void theStateOfAFailedCommitDecides(String state) {
    assertTransient(
        new TransactionSystemException("commit", new SQLException("the server's words", state)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42601", "22P02", "57014", "57"})
  void whatTheServerRefusesStaysRefused(String state) {
    assertFinal(new TransactionSystemException("commit", new SQLException("refused", state)));
  }

  @Test
  void aFailedRollbackDoesNotHideThatTheConnectionBroke() {
    TransactionSystemException rollback = new TransactionSystemException("rollback");
    rollback.initApplicationException(new DataAccessResourceFailureException("broke"));
    assertTransient(rollback);
    assertTransient(
        new UncategorizedSQLException("rollback", null, new SQLException("Connection is closed")));
  }

  @Test
  void aWrappedFailureIsSeenThroughItsWrapping() {
    assertTransient(new IllegalStateException(new RuntimeException(new SQLException("", "08006"))));
  }

  @Test
  void bugsAndViolationsAndLostLeasesAreFinal() {
    assertFinal(new DataIntegrityViolationException("unique"));
    assertFinal(new OptimisticLockingFailureException("changed"));
    assertFinal(new IllegalStateException("bug"));
    assertFinal(
        new UncategorizedSQLException("sql", null, new SQLFeatureNotSupportedException("no")));
    assertFinal(new LeaseLostException(new JobLease(new UUID(0, 1), new UUID(0, 2))));
  }

  @Test
  void aChainThatBitesItsTailIsFinal() {
    RuntimeException head = new RuntimeException("head");
    RuntimeException tail = new RuntimeException("tail", head);
    head.initCause(tail);
    assertFinal(head);
  }

  private static void assertTransient(Throwable failure) {
    assertThat(TransientFailures.isTransient(failure)).isTrue();
  }

  private static void assertFinal(Throwable failure) {
    assertThat(TransientFailures.isTransient(failure)).isFalse();
  }
}
