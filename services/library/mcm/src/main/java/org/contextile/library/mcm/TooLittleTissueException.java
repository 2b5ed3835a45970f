// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/** No context window of the slides holds enough tissue cells to mask some and see others. */
public final class TooLittleTissueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooLittleTissueException() {
    super("no window of these slides holds enough tissue");
  }
}
