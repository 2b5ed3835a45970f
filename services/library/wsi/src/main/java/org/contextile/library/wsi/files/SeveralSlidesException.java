// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

/** A folder holds more than one slide. */
public final class SeveralSlidesException extends Exception {
  public SeveralSlidesException(String message) {
    super(message);
  }
}
