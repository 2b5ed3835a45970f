// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

/** A picture cannot be made in the time that a request waits. */
final class BusyException extends RuntimeException {
  BusyException() {
    super("too many pictures are being made");
  }
}
