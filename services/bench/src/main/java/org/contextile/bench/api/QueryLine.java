// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.api;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line of TCP to a PostgreSQL on which statements are counted, whoever sends them: the messages
 * Execute and Query of the protocol's version 3, without encryption.
 */
final class QueryLine implements AutoCloseable {
  private static final int EXECUTE = 'E';
  private static final int QUERY = 'Q';

  private final int server;
  private final ServerSocket entrance;
  private final AtomicLong queries = new AtomicLong();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private QueryLine(int server, ServerSocket entrance) {
    this.server = server;
    this.entrance = entrance;
  }

  static QueryLine to(int server) throws IOException {
    QueryLine line =
        new QueryLine(server, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().name("query-line").start(line::accept);
    return line;
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** How many statements have passed. */
  long queries() {
    return queries.get();
  }

  private void accept() {
    try {
      while (!entrance.isClosed()) {
        Socket client = entrance.accept();
        Socket database = new Socket(InetAddress.getLoopbackAddress(), server);
        client.setTcpNoDelay(true);
        database.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(database);
        Thread.ofVirtual().start(() -> pump(() -> count(client, database), client, database));
        Thread.ofVirtual().start(() -> pump(() -> answer(database, client), client, database));
      }
    } catch (SocketException e) {
      // Closed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A direction of a connection. */
  private interface Direction {
    void run() throws IOException;
  }

  private void pump(Direction direction, Socket client, Socket database) {
    try (client;
        database) {
      direction.run();
    } catch (IOException e) {
      // One side has ended the connection, and the other side is told by the end of its own.
    } finally {
      sockets.remove(client);
      sockets.remove(database);
    }
  }

  private static void answer(Socket database, Socket client) throws IOException {
    database.getInputStream().transferTo(client.getOutputStream());
  }

  private void count(Socket client, Socket database) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
    OutputStream out = database.getOutputStream();
    // A length without a type: a request for encryption, maybe, which the server declines; the
    // startup.
    int type = in.read();
    while (type == 0) {
      forward(in, out, new byte[] {0, in.readByte(), in.readByte(), in.readByte()});
      type = in.read();
    }
    while (type >= 0) {
      if (type == EXECUTE || type == QUERY) {
        queries.incrementAndGet();
      }
      out.write(type);
      byte[] length = new byte[Integer.BYTES];
      in.readFully(length);
      forward(in, out, length);
      type = in.read();
    }
  }

  private static void forward(DataInputStream in, OutputStream out, byte[] length)
      throws IOException {
    byte[] body = new byte[ByteBuffer.wrap(length).getInt() - Integer.BYTES];
    in.readFully(body);
    out.write(length);
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
