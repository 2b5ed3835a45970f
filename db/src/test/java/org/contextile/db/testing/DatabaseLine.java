// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A line of TCP between clients and a server, which can be cut and mended as networks are. */
public final class DatabaseLine implements AutoCloseable {
  private static final int BUFFER = 16 * 1024;

  private final String host;
  private final int port;
  private final ServerSocket entrance;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch mended = new CountDownLatch(0);

  private DatabaseLine(String host, int port, ServerSocket entrance) {
    this.host = host;
    this.port = port;
    this.entrance = entrance;
  }

  /** Opens a line to the server. The server need not be up yet. */
  public static DatabaseLine to(String host, int port) {
    try {
      DatabaseLine line =
          new DatabaseLine(host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("line-entrance").start(line::accept);
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The loopback port that clients connect to. */
  public int port() {
    return entrance.getLocalPort();
  }

  /**
   * Lets nothing through, in either direction: neither bytes nor the end of a connection. New
   * connections are accepted, but nothing comes back on them.
   */
  public synchronized void cut() {
    if (mended.getCount() == 0) {
      mended = new CountDownLatch(1);
    }
  }

  /** Lets everything through again, first what was held back. */
  public synchronized void mend() {
    mended.countDown();
  }

  /** Closes all connections, cut or not. New ones are accepted. */
  public void drop() {
    sockets.forEach(DatabaseLine::hangUp);
  }

  @Override
  public void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      drop();
      mend();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = entrance.accept();
        sockets.add(client);
        Thread.startVirtualThread(() -> connect(client));
      }
    } catch (IOException e) {
      // The line was closed.
    }
  }

  private void connect(Socket client) {
    try {
      mended.await();
      Socket server = new Socket(host, port);
      sockets.add(server);
      if (entrance.isClosed()) {
        drop();
      }
      Thread.startVirtualThread(() -> carry(client, server));
      carry(server, client);
    } catch (IOException | InterruptedException e) {
      hangUp(client);
      sockets.remove(client);
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      int n;
      do {
        n = read(from, buffer);
        // The end of a connection is held back like its bytes.
        mended.await();
        if (n > 0) {
          to.getOutputStream().write(buffer, 0, n);
        }
      } while (n >= 0);
    } catch (IOException | InterruptedException e) {
      // The connection was dropped.
    }
    sockets.remove(from);
    sockets.remove(to);
  }

  private static int read(Socket from, byte[] buffer) {
    try {
      return from.getInputStream().read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It was broken already.
    }
  }
}
