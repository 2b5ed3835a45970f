// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import java.io.IOException;

/**
 * A stream is no sound JPEG. Whatever libjpeg only warns of is an error here as well: it has then
 * made up pixels.
 */
public final class JpegException extends IOException {
  public JpegException(String message) {
    super(message);
  }
}
