// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLNonTransientException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.contextile.db.job.LeaseLostException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Which failures of the database pass by themselves: it is away or restarts, a connection broke, no
 * connection was free, two transactions got in each other's way. Trying again helps then, and only
 * then.
 */
public final class TransientFailures {

  /**
   * Class 08 connection exceptions, 40 serialization failures and deadlocks, 53 insufficient
   * resources; 57P01 to 57P05 shutdowns and restarts, 25P03 a transaction that stood idle, 55P03 a
   * lock not available.
   */
  private static final Set<String> STATES =
      Set.of("08", "40", "53", "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "55P03");

  private static final int DEEPEST = 20;

  private TransientFailures() {}

  /** Whether the failure, or what it hides, passes by itself. */
  public static boolean isTransient(Throwable failure) {
    return isTransient(failure, 0);
  }

  private static boolean isTransient(@Nullable Throwable failure, int depth) {
    return switch (failure) {
      case null -> false;
      case LeaseLostException _ -> false;
      // The rows have moved on: the same write would fail again.
      case OptimisticLockingFailureException _ -> false;
      case TransientDataAccessException _ -> true;
      case RecoverableDataAccessException _ -> true;
      case DataAccessResourceFailureException _ -> true;
      case CannotCreateTransactionException _ -> true;
      case SQLException e when passes(e) -> true;
      // A rollback that failed hides what made it necessary.
      case TransactionSystemException e when hides(e, depth) -> true;
      default -> depth < DEEPEST && isTransient(failure.getCause(), depth + 1);
    };
  }

  private static boolean hides(TransactionSystemException failure, int depth) {
    return depth < DEEPEST && isTransient(failure.getApplicationException(), depth + 1);
  }

  private static boolean passes(SQLException failure) {
    String state = failure.getSQLState();
    return switch (failure) {
      case SQLTransientException _, SQLRecoverableException _ -> true;
      case SQLNonTransientConnectionException _ -> true;
      case SQLNonTransientException _ -> false;
      // The server always names a state: this comes from the pool, which closed the connection.
      default ->
          state == null
              || STATES.contains(state)
              || (state.length() == 5 && STATES.contains(state.substring(0, 2)));
    };
  }
}
