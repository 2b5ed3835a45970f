// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.zip;

import java.io.IOException;

/** A file that is cut short or damaged, or whose records contradict each other. */
public final class BrokenZipException extends IOException {
  private static final long serialVersionUID = 1;

  BrokenZipException(String message) {
    super(message);
  }
}
