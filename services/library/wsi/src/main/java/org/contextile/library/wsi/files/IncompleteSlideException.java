// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.files;

/** A file is one part of a slide, and other parts of it are not beside it. */
public final class IncompleteSlideException extends Exception {
  public IncompleteSlideException(String message) {
    super(message);
  }
}
