// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.contextile.db.Migrate;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobQueueSettings;
import org.contextile.db.job.JobReader;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The harness's own way to the database: it befalls it what befalls the server, and then it tries
 * again.
 */
record ChaosDatabase(
    HikariDataSource pool,
    JdbcClient jdbc,
    TransactionTemplate transaction,
    JobQueue queue,
    JobReader reader)
    implements AutoCloseable {
  static final String WORKSPACE = "chaos";
  private static final Duration BEFORE_REPEAT = Duration.ofMillis(200);

  static ChaosDatabase migrate(ChaosServer server) {
    // Broken connections are what this is about: nobody wants to read of each.
    List.of("com.zaxxer.hikari", "org.springframework").forEach(ChaosDatabase::silence);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.url() + "?connectTimeout=2&socketTimeout=5");
    config.setUsername(ChaosServer.user());
    config.setPassword(ChaosServer.user());
    config.setMaximumPoolSize(12);
    config.setConnectionTimeout(3000);
    config.setValidationTimeout(1000);
    HikariDataSource pool = new HikariDataSource(config);
    Migrate.migrate(pool);
    JdbcClient jdbc = JdbcClient.create(pool);
    Effects.createTables(jdbc);
    JdbcTransactionManager transactions = new JdbcTransactionManager(pool);
    return new ChaosDatabase(
        pool,
        jdbc,
        new TransactionTemplate(transactions),
        new JobQueue(jdbc, transactions, JobQueueSettings.DEFAULT),
        new JobReader(jdbc));
  }

  private static void silence(String logger) {
    if (LoggerFactory.getLogger(logger) instanceof Logger backend) {
      backend.setLevel(Level.OFF);
    }
  }

  /** Does something that bears repetition until the database lets it. */
  <T> T insist(Supplier<T> action) throws InterruptedException {
    while (true) {
      try {
        return action.get();
      } catch (NestedRuntimeException e) {
        if (!isPassing(e)) {
          throw e;
        }
        Thread.sleep(BEFORE_REPEAT);
      }
    }
  }

  /** Whether the server or the way to it was at fault, and not what was asked. */
  private static boolean isPassing(NestedRuntimeException e) {
    return !(e instanceof org.springframework.jdbc.BadSqlGrammarException)
        && !(e instanceof org.springframework.dao.DataIntegrityViolationException);
  }

  @Override
  public void close() {
    pool.close();
  }
}
