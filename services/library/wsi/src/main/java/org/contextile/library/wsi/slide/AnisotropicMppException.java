// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.Locale;

/** The slide's pixels are not square: the mean of the two sides would be wrong on both axes. */
public final class AnisotropicMppException extends MissingMppException {
  public AnisotropicMppException(String slide, Mpp mpp) {
    super(
        String.format(
            Locale.ROOT,
            "the pixels of %s are %s µm wide and %s µm high, and only square pixels are read",
            slide,
            mpp.x(),
            mpp.y()));
  }
}
