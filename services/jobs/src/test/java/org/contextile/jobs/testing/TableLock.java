// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.contextile.db.testing.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;

/** While it is held, every insert into a table waits; reads go on. */
public record TableLock(Connection connection) implements AutoCloseable {

  public static TableLock hold(TestDatabase database, String table) throws SQLException {
    return hold(database, table, "SHARE");
  }

  /** One that reads wait for, too. */
  public static TableLock holdAgainstReads(TestDatabase database, String table)
      throws SQLException {
    return hold(database, table, "ACCESS EXCLUSIVE");
  }

  private static TableLock hold(TestDatabase database, String table, String mode)
      throws SQLException {
    Connection connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE " + table + " IN " + mode + " MODE");
    }
    return new TableLock(connection);
  }

  /** How many sessions of the database wait, for this lock or for others that wait for it. */
  public static long waiting(TestDatabase database) {
    return JdbcClient.create(database.dataSource())
        .sql(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """)
        .query(Long.class)
        .single();
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
