// SPDX-License-Identifier: Apache-2.0
package org.contextile.learning.backbone;

import org.jspecify.annotations.Nullable;

/** A file is no usable backbone; the message says why, in words for the one who brought it. */
public final class IncompatibleModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a reason that stands by itself. */
  public IncompatibleModelException(String reason) {
    this(reason, null);
  }

  /** With the failure that led to it. */
  public IncompatibleModelException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
