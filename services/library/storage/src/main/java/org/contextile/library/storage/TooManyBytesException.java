// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.storage;

/** A source has more bytes than it said. */
public final class TooManyBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyBytesException(long sizeBytes) {
    super("more than %,d bytes".formatted(sizeBytes));
  }
}
