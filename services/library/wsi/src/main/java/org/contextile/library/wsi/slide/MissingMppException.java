// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.io.IOException;

/** The slide has no size of its pixels that can be used, and nobody said it for the slide. */
public sealed class MissingMppException extends IOException
    permits AnisotropicMppException, ContradictoryMppException {
  public MissingMppException(String message) {
    super(message);
  }
}
