// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The next bytes of a request, up to a most. A connection that breaks ends the part, so that what
 * came before is not lost; the failure is there for whoever asks.
 */
final class UploadPart extends InputStream {
  private final InputStream request;
  private final long mostBytes;
  private final byte[] first = new byte[1];
  private boolean firstWaits;
  private long taken;
  private @Nullable IOException failure;

  UploadPart(InputStream request, long mostBytes) {
    this.request = request;
    this.mostBytes = mostBytes;
    firstWaits = take(first, 0, 1) == 1;
  }

  /** Whether the request had no more bytes. */
  boolean isEmpty() {
    return taken == 0;
  }

  /** Why the request ended, if it broke off. */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (firstWaits) {
      firstWaits = false;
      bytes[offset] = first[0];
      return 1;
    }
    return take(bytes, offset, length);
  }

  private int take(byte[] bytes, int offset, int length) {
    if (taken == mostBytes || failure != null) {
      return -1;
    }
    try {
      int read = request.read(bytes, offset, (int) Math.min(length, mostBytes - taken));
      taken += Math.max(read, 0);
      return read;
    } catch (IOException e) {
      failure = e;
      return -1;
    }
  }
}
