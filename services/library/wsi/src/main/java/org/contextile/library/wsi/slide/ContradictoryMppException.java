// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

/** The file's size of pixels contradicts another figure of the same file. */
public final class ContradictoryMppException extends MissingMppException {
  public ContradictoryMppException(String slide, String contradiction) {
    super(slide + ": " + contradiction);
  }
}
