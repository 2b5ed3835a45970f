// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.contextile.db.Migrate;

/** A PostgreSQL of a test's own, which can go away and come back as it was. */
final class RestartableServer implements AutoCloseable {

  private final Path directory;
  private EmbeddedPostgres postgres;

  RestartableServer(Path directory) throws IOException {
    this.directory = directory;
    this.postgres = builder().start();
    Migrate.migrate(postgres.getPostgresDatabase());
  }

  String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  void stop() throws IOException {
    postgres.close();
  }

  /** Starts on the port and the data from before. */
  void startAgain() throws IOException {
    postgres = builder().setPort(postgres.getPort()).start();
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder().setDataDirectory(directory).setCleanDataDirectory(false);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
