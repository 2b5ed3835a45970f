// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or refuses to answer; what it holds is not known. */
public final class UnreachableStoreException extends IOException {
  /** What whoever waits for the store is told. */
  public static final String DETAIL = "The store of files cannot be reached, or refuses to answer.";

  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 20;

  public UnreachableStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether that is what a failure comes of. */
  public static boolean isCauseOf(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof UnreachableStoreException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
