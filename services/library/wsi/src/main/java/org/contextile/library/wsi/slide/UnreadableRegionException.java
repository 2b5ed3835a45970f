// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.io.IOException;

/** A region of an otherwise readable slide cannot be decoded; the slide stays usable. */
public final class UnreadableRegionException extends IOException {
  public UnreadableRegionException(String message) {
    super(message);
  }

  public UnreadableRegionException(String message, Throwable cause) {
    super(message, cause);
  }
}
