// SPDX-License-Identifier: Apache-2.0
package org.contextile.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A PostgreSQL 18 of our own. Commits are durable and the data directory is kept, so that a server
 * started on the same directory continues where the last one, also a killed one, stopped.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final String USER = "postgres";

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /**
   * Starts the server on a free port of the loopback address.
   *
   * @param directory made when it is absent
   */
  public static EmbeddedDatabase start(Path directory) throws IOException {
    Files.createDirectories(directory);
    endLeftover(directory);
    return new EmbeddedDatabase(
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "128MB")
            .setPGStartupWait(Duration.ofSeconds(60))
            .start());
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
    server.close();
  }

  /** A killed parent leaves its server running on the directory; only one may. */
  private static void endLeftover(Path directory) throws IOException {
    Path pidFile = directory.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
    var leftover = ProcessHandle.of(pid).filter(EmbeddedDatabase::isPostgres);
    if (leftover.isPresent()) {
      leftover.get().destroy();
      CompletableFuture<ProcessHandle> ended = leftover.get().onExit();
      ended.completeOnTimeout(leftover.get(), 30, TimeUnit.SECONDS).join();
    }
    Files.deleteIfExists(pidFile);
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(it -> it.endsWith("postgres")).orElse(false);
  }
}
