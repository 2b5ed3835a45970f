// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.contextile.db.Migrate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A PostgreSQL 18 with durable commits. The settings are the standalone server's, but for
 * checkpoints, which come between the rounds and not within them.
 */
record BenchServer(EmbeddedPostgres postgres) implements AutoCloseable {
  private static final String USER = "postgres";
  private static final int CONNECTIONS = 10;

  static BenchServer start(Path directory) throws IOException {
    return new BenchServer(
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "128MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("checkpoint_timeout", "30min")
            .setPGStartupWait(Duration.ofSeconds(60))
            .start());
  }

  BenchDatabase create(String name) {
    JdbcClient.create(postgres.getPostgresDatabase()).sql("CREATE DATABASE " + name).update();
    Migrate.migrate(postgres.getDatabase(USER, name));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl(USER, name));
    config.setUsername(USER);
    config.setPassword(USER);
    config.setMaximumPoolSize(CONNECTIONS);
    return new BenchDatabase(new HikariDataSource(config));
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
