// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** The file's own tags say that its pixels are not 8-bit RGB, upright, and would be shown wrong. */
public final class UnsupportedPixelsException extends UnreadableSlideException {
  public UnsupportedPixelsException(String message) {
    super(message);
  }
}
