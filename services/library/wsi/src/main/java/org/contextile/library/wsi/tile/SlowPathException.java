// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/** Neighbouring tiles cannot be read together, and the caller wants no other way. */
public final class SlowPathException extends IllegalStateException {
  public SlowPathException(String reason) {
    super(reason);
  }
}
