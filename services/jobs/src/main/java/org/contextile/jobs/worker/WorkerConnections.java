// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.workspace.WorkspaceDataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Connections that a worker has beside the application's pool, so that a heartbeat never waits for
 * one that a long transaction holds, nor for a server that no longer answers.
 */
final class WorkerConnections implements AutoCloseable {

  /** One may hang while the other carries all heartbeats. */
  private static final int HEARTBEAT_CONNECTIONS = 2;

  private static final Duration LISTENING_PATIENCE = Duration.ofSeconds(15);
  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);

  private final DataSource listening;
  private final @Nullable HikariDataSource own;
  private final JobQueue heartbeats;

  private WorkerConnections(
      DataSource listening, DataSource beats, @Nullable HikariDataSource own) {
    this.listening = listening;
    this.own = own;
    this.heartbeats =
        new JobQueue(
            JdbcClient.create(beats), new JdbcTransactionManager(beats), JobQueueSettings.DEFAULT);
  }

  /** Connections to the server of the application's pool; a data source that is none is shared. */
  static WorkerConnections beside(DataSource application, Duration lease) {
    HikariDataSource pool = pool(application);
    if (pool == null || pool.getJdbcUrl() == null) {
      return new WorkerConnections(application, application, null);
    }
    HikariDataSource beats = heartbeats(pool, patience(lease));
    return new WorkerConnections(listening(pool), new WorkspaceDataSource(beats), beats);
  }

  /** Makes a new connection each time. */
  DataSource listening() {
    return listening;
  }

  /** The queue by connections for heartbeats alone. */
  JobQueue heartbeats() {
    return heartbeats;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }

  /** Short enough that a lease outlasts a heartbeat that hangs and another that does not. */
  private static Duration patience(Duration lease) {
    Duration quarter = lease.dividedBy(4);
    return quarter.compareTo(LONGEST_PATIENCE) < 0 ? quarter : LONGEST_PATIENCE;
  }

  private static @Nullable HikariDataSource pool(DataSource dataSource) {
    try {
      return dataSource.isWrapperFor(HikariDataSource.class)
          ? dataSource.unwrap(HikariDataSource.class)
          : null;
    } catch (SQLException e) {
      return null;
    }
  }

  private static DataSource listening(HikariDataSource pool) {
    DriverManagerDataSource each =
        new DriverManagerDataSource(pool.getJdbcUrl(), properties(pool, LISTENING_PATIENCE));
    each.setUsername(pool.getUsername());
    each.setPassword(pool.getPassword());
    return each;
  }

  private static HikariDataSource heartbeats(HikariDataSource pool, Duration patience) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("heartbeats");
    config.setJdbcUrl(pool.getJdbcUrl());
    config.setUsername(pool.getUsername());
    config.setPassword(pool.getPassword());
    config.setDataSourceProperties(properties(pool, patience));
    config.setMaximumPoolSize(HEARTBEAT_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(Math.max(250, patience.toMillis()));
    config.setValidationTimeout(Math.max(250, patience.toMillis() / 2));
    // A worker may start before its database.
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  private static Properties properties(HikariDataSource pool, Duration patience) {
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    String seconds = Long.toString(Math.max(1, patience.toSeconds()));
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    return properties;
  }
}
