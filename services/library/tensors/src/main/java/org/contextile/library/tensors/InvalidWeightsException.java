// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

/**
 * A file of weights that cannot be used. The message tells the user what is wrong with it; text
 * that comes from the file is cut short and freed of control characters.
 */
public final class InvalidWeightsException extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final int MAX_MESSAGE = 600;

  InvalidWeightsException(String message) {
    super(printable(message));
  }

  InvalidWeightsException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  private static String printable(String message) {
    String cut = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
    return cut.replaceAll("[\\p{C}&&[^\\u00ad]]", "?");
  }
}
