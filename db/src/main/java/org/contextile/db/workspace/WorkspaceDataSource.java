// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lends connections in the role of the current {@link WorkspaceScope}; outside any scope in a role
 * that may read nothing, so that work whose scope was forgotten fails instead of finding nothing.
 * The server is told only when a connection changes hands between scopes.
 */
public final class WorkspaceDataSource extends DelegatingDataSource {
  private static final String TAKE_ROLE =
      """
      SELECT set_config('role', ?, false), set_config('contextile.workspace', ?, false),
             set_config('contextile.subject', ?, false)
      """;

  private static final Standing NOBODY = new Standing("contextile_nobody", "", "");

  /** As whom a connection acts. */
  private record Standing(String role, String workspace, String subject) {
    static Standing of(WorkspaceScope scope) {
      return new Standing(
          scope.ofAll() ? "contextile_system" : "contextile_workspace",
          scope.workspace(),
          scope.subject());
    }
  }

  private final Map<PGConnection, Standing> standings =
      Collections.synchronizedMap(new WeakHashMap<>());

  public WorkspaceDataSource(DataSource target) {
    super(target);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return inScope(super.getConnection());
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return inScope(super.getConnection(username, password));
  }

  private Connection inScope(Connection connection) throws SQLException {
    Standing wanted = WorkspaceScope.current().map(Standing::of).orElse(NOBODY);
    try {
      PGConnection server = connection.unwrap(PGConnection.class);
      if (!wanted.equals(standings.get(server))) {
        standings.remove(server);
        take(wanted, connection);
        standings.put(server, wanted);
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void take(Standing wanted, Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      throw new IllegalStateException("A role taken in a transaction is lost with it");
    }
    try (PreparedStatement statement = connection.prepareStatement(TAKE_ROLE)) {
      statement.setString(1, wanted.role());
      statement.setString(2, wanted.workspace());
      statement.setString(3, wanted.subject());
      statement.execute();
    }
  }
}
