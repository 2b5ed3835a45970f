// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Listens for the queue's notifications on a thread and a connection of its own, and connects again
 * by itself when the connection breaks. Notifications can be lost, so callers poll beside it.
 */
public final class JobWakeups implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobWakeups.class);

  /** How long to wait for notifications before asking whether the connection is still alive. */
  private static final Duration ROUND = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final Consumer<JobWakeup> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();
  private final Thread thread;

  private JobWakeups(DataSource dataSource, Consumer<JobWakeup> listener) {
    this.dataSource = ownConnections(dataSource);
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("job-wakeups").daemon().unstarted(this::listen);
  }

  /**
   * Begins to listen.
   *
   * @param listener is called on the listening thread and must be quick; what it throws is logged
   */
  public static JobWakeups listen(DataSource dataSource, Consumer<JobWakeup> listener) {
    JobWakeups wakeups = new JobWakeups(dataSource, listener);
    wakeups.thread.start();
    return wakeups;
  }

  /** A connection that is held for ever does not belong in a pool. */
  private static DataSource ownConnections(DataSource dataSource) {
    try {
      if (dataSource.isWrapperFor(HikariDataSource.class)) {
        HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
        return new DriverManagerDataSource(
            pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
      }
    } catch (SQLException e) {
      LOG.debug("Whether there is a pool cannot be told", e);
    }
    return dataSource;
  }

  private void listen() {
    Duration pause = FIRST_PAUSE;
    while (!isClosed(Duration.ZERO)) {
      try (Connection connection = dataSource.getConnection()) {
        current.set(connection);
        begin(connection);
        pause = FIRST_PAUSE;
        receive(connection);
      } catch (SQLException e) {
        if (!isClosed(pause)) {
          LOG.warn("Not listening for jobs, trying again: {}", e.getMessage());
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    }
  }

  private void begin(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    // A server that vanished without a word would else be waited for as long as TCP does.
    connection.setNetworkTimeout(Runnable::run, (int) ROUND.multipliedBy(3).toMillis());
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + JobNotifier.CHANNEL);
    }
    tell(new JobWakeup.Listening());
  }

  private void receive(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!isClosed(Duration.ZERO)) {
      PGNotification[] notifications = postgres.getNotifications((int) ROUND.toMillis());
      if (notifications == null || notifications.length == 0) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("SELECT 1");
        }
      } else {
        for (PGNotification notification : notifications) {
          Optional.ofNullable(notification.getParameter())
              .flatMap(JobWakeup::parse)
              .ifPresent(this::tell);
        }
      }
    }
  }

  private void tell(JobWakeup wakeup) {
    try {
      listener.accept(wakeup);
    } catch (RuntimeException e) {
      LOG.error("A listener failed on {}", wakeup, e);
    }
  }

  private boolean isClosed(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Stops listening and ends the connection. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    Connection connection = current.getAndSet(null);
    if (connection != null) {
      try {
        // The thread waits in a read, which no interrupt reaches.
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("The listening connection had ended before", e);
      }
    }
  }
}
