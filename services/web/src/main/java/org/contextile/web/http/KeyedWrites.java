// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.http;

import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.idempotency.RequestKey;
import org.contextile.db.idempotency.RequestKeys;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes rows in one transaction with the key of the request that asks for them. */
public final class KeyedWrites {
  private final RequestKeys keys;
  private final CurrentRequestKey current;
  private final TransactionTemplate transaction;

  KeyedWrites(RequestKeys keys, CurrentRequestKey current, TransactionTemplate transaction) {
    this.keys = keys;
    this.current = current;
    this.transaction = transaction;
  }

  /**
   * Makes something.
   *
   * @param writes what is to be committed; it has written the row when it returns
   * @param id of what was made
   * @throws org.contextile.db.idempotency.RequestRepeatedException if a request with the same key
   *     was carried out in the meantime; nothing is written
   */
  public <T> T make(String workspace, MadeType type, Supplier<T> writes, Function<T, UUID> id) {
    @Nullable RequestKey key = current.get();
    return transaction.execute(
        _ -> {
          if (key == null) {
            return writes.get();
          }
          keys.take(workspace, key);
          T made = writes.get();
          keys.mark(workspace, key, type, id.apply(made));
          return made;
        });
  }
}
