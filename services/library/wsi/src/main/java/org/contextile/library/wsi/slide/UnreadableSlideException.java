// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.io.IOException;

/** The file is not a slide, or is one that OpenSlide cannot open or that is cut short. */
public sealed class UnreadableSlideException extends IOException
    permits UnsupportedPixelsException {
  public UnreadableSlideException(String message) {
    super(message);
  }

  public UnreadableSlideException(String message, Throwable cause) {
    super(message, cause);
  }
}
