// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.springframework.context.ConfigurableApplicationContext;

/** A running platform. Closing it, or ending the process politely, stops everything in order. */
public final class StandaloneServer implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final EmbeddedDatabase database;
  private final int port;
  private boolean closed;

  StandaloneServer(ConfigurableApplicationContext context, EmbeddedDatabase database, int port) {
    this.context = context;
    this.database = database;
    this.port = port;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "contextile-shutdown"));
  }

  /** Where the page and the API are, without a slash at the end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The database's JDBC address, for a look inside. */
  public String databaseUrl() {
    return database.url();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    context.close();
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
