// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.backbones;

import org.contextile.library.torch.ScriptException;
import org.jspecify.annotations.Nullable;

/** A file is no usable backbone; the message says why, in words for the one who brought it. */
public final class IncompatibleModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a reason that is complete in itself. */
  public IncompatibleModelException(String reason) {
    this(reason, null);
  }

  /** With the failure that led to it. */
  public IncompatibleModelException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }

  /** For a trial that failed; memory that ran out is no fault of the model and passes as it is. */
  static RuntimeException unlessOutOfMemory(String trial, ScriptException failure) {
    return failure.outOfMemory()
        ? failure
        : new IncompatibleModelException(trial + ": " + failure.getMessage(), failure);
  }
}
