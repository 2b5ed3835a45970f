// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/** A slide cannot be cut as the specification asks, though others may be. */
public final class UnfitTilingException extends IllegalArgumentException {
  public UnfitTilingException(String message) {
    super(message);
  }
}
