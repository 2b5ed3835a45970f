// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A PostgreSQL 18 of our own. Commits are durable and the data directory stays, so that a server
 * started on the same directory continues where the last one, also a killed one, stopped.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final String USER = "postgres";

  private final EmbeddedPostgres server;
  private final DirectoryLock lock;

  private EmbeddedDatabase(EmbeddedPostgres server, DirectoryLock lock) {
    this.server = server;
    this.lock = lock;
  }

  /**
   * Takes the lock of a data directory, and starts the server in its folder {@code postgres} on a
   * free port of the loopback address.
   *
   * @param home made when it is absent
   * @throws DirectoryInUseException if a process holds the directory
   */
  public static EmbeddedDatabase start(Path home) throws IOException {
    DirectoryLock lock = DirectoryLock.take(home);
    try {
      Path directory = Files.createDirectories(lock.directory().resolve("postgres"));
      StalePostmaster.stop(directory);
      return new EmbeddedDatabase(launch(directory), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgres launch(Path directory) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("max_connections", "100")
        .setServerConfig("shared_buffers", "128MB")
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  /** Tells who finds the directory in use where its holder serves. */
  void serving(int port) throws IOException {
    lock.serving(port);
  }

  public String url() {
    return server.getJdbcUrl(USER, USER);
  }

  public DataSource dataSource() {
    return server.getPostgresDatabase();
  }

  public String user() {
    return USER;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      server.close();
    }
  }
}
