// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

/** A table that cannot be read for sure; the message names the line and what to do. */
public final class TableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TableException(String message) {
    super(message);
  }
}
