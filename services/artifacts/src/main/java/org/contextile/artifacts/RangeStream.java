// SPDX-License-Identifier: Apache-2.0
package org.contextile.artifacts;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Bytes that are asked for when they are first read: to skip some before costs nothing. */
final class RangeStream extends InputStream {

  /** Opens the bytes from one on. */
  interface Source {
    InputStream from(long offset) throws IOException;
  }

  private final Source source;
  private @Nullable InputStream open;
  private long offset;

  RangeStream(Source source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    return opened().read();
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    return opened().read(bytes, start, length);
  }

  /** Before the first read it says that it skipped all, also beyond the end. */
  @Override
  public long skip(long bytes) throws IOException {
    if (open != null) {
      return open.skip(bytes);
    }
    offset += Math.max(0, bytes);
    return Math.max(0, bytes);
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }

  private InputStream opened() throws IOException {
    InputStream stream = open;
    if (stream == null) {
      stream = source.from(offset);
      open = stream;
    }
    return stream;
  }
}
