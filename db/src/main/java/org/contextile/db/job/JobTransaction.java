// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A transaction that begins again when the server has chosen it to end a deadlock. Locks are taken
 * in one order, but what waits for what is found out on the way: two that follow the graph from
 * different jobs can still meet.
 */
final class JobTransaction extends TransactionTemplate {
  private static final long serialVersionUID = 1;
  private static final int TRIES = 5;

  JobTransaction(PlatformTransactionManager transactions) {
    super(transactions);
  }

  @Override
  public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
    for (int left = TRIES - 1; ; left--) {
      try {
        return super.execute(action);
      } catch (PessimisticLockingFailureException e) {
        // A transaction around this one is lost as a whole: its owner begins again, or nobody.
        if (left == 0 || TransactionSynchronizationManager.isActualTransactionActive()) {
          throw e;
        }
      }
    }
  }
}
