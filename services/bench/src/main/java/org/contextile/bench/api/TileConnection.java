// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that stays open, over which one tile after the other is asked for. Java's client
 * costs more than some servers do, and both run on the same machine. For one thread at a time.
 */
final class TileConnection implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final URI base;
  private final Socket socket;
  private final InputStream in;
  private final StringBuilder line = new StringBuilder();
  private byte[] body = new byte[BUFFER_BYTES];

  TileConnection(URI base) throws IOException {
    this.base = base;
    this.socket = new Socket(base.getHost(), base.getPort());
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
  }

  /** Asks for what lies below the base, and takes the answer whole. */
  int status(String path) throws IOException {
    String request =
        "GET %s%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
            .formatted(base.getPath(), path, base.getHost(), base.getPort());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(nextLine(), 9, 12, 10);
    int length = -1;
    for (String header = nextLine(); !header.isEmpty(); header = nextLine()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new IOException(path + " comes in chunks");
      }
    }
    if (length < 0) {
      throw new IOException(path + " comes without its length");
    }
    if (body.length < length) {
      body = new byte[length];
    }
    if (in.readNBytes(body, 0, length) < length) {
      throw new EOFException(path);
    }
    return status;
  }

  private String nextLine() throws IOException {
    line.setLength(0);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
