// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.torch;

/** A program could not be loaded, or failed while it ran. */
public final class ScriptException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Wraps libtorch's complaint. */
  public ScriptException(String message, Throwable cause) {
    super(message, cause);
  }

  /** True if the device or host ran out of memory; a smaller batch may then succeed. */
  public boolean outOfMemory() {
    return OutOfMemory.isCauseOf(this);
  }
}
