// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import java.util.UUID;

/**
 * Newest-first pages over ids. Ids are UUIDs of version 7, so the rows before an id are the older
 * ones: a page is {@code findBy…IdLessThanOrderByIdDesc(…, before, Limit.of(n))}, and the last id
 * of a page asks for the next.
 */
public final class Paging {
  /** Greater than every id: asks for the first page. */
  public static final UUID FIRST = new UUID(-1L, -1L);

  private Paging() {}
}
