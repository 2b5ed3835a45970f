// SPDX-License-Identifier: Apache-2.0
package org.contextile.wsi.slide;

import java.io.IOException;

/** The slide does not say how large its pixels are, and nobody said it for the slide. */
public final class MissingMppException extends IOException {
  public MissingMppException(String message) {
    super(message);
  }
}
