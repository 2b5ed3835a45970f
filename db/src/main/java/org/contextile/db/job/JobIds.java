// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Collection;
import java.util.UUID;

/** Ids as one parameter, however many: {@code CAST(:jobs AS uuid[])}. */
final class JobIds {
  private JobIds() {}

  static String[] array(Collection<UUID> ids) {
    return ids.stream().map(UUID::toString).toArray(String[]::new);
  }
}
