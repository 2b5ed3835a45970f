// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with the schema of this version, and its pool, which the contestants share. */
record BenchDatabase(HikariDataSource pool) implements AutoCloseable {

  JdbcClient jdbc() {
    return JdbcClient.create(pool);
  }

  void execute(String sql) {
    jdbc().sql(sql).update();
  }

  long number(String sql) {
    return jdbc().sql(sql).query(Long.class).single();
  }

  /** What the last round left behind must not be cleared away during the next. */
  void settle() {
    execute("VACUUM (ANALYZE)");
    execute("CHECKPOINT");
  }

  @Override
  public void close() {
    pool.close();
  }
}
