// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tiff;

import java.io.IOException;

/** A directory is not what the format allows. */
final class BrokenTiffException extends IOException {
  BrokenTiffException(String message) {
    super(message);
  }
}
