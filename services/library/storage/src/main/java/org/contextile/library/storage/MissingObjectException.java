// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;

/** The store holds no object of that name. */
public final class MissingObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  public MissingObjectException(String digest) {
    super("The store does not hold " + digest);
  }
}
