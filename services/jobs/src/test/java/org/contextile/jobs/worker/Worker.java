// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A worker of a test, and the pool that its jobs and its queue share. */
record Worker(JobRunner runner, HikariDataSource pool, WorkerConnections connections) {

  /** The settings of contextile-service.yml, all of them shorter, as the leases are here. */
  static HikariDataSource pool(String url, int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername("postgres");
    config.setPassword("postgres");
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(1000);
    config.setValidationTimeout(500);
    config.addDataSourceProperty("socketTimeout", "2");
    config.addDataSourceProperty("connectTimeout", "1");
    config.addDataSourceProperty("loginTimeout", "1");
    return new HikariDataSource(config);
  }

  /** Leaves a row by the worker's connections. Names may repeat, so doubled effects show. */
  void write(String name) {
    JdbcClient.create(pool)
        .sql("insert into cohort (workspace, name) values ('w', :name)")
        .param("name", name)
        .update();
  }

  void close() {
    runner.stop();
    connections.close();
    pool.close();
  }
}
