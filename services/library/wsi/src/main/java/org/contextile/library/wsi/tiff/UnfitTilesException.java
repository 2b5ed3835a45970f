// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;

/**
 * The tiles of a page are not of a kind that is read from the file itself; the message says why.
 */
public final class UnfitTilesException extends IOException {
  UnfitTilesException(String message) {
    super(message);
  }
}
