// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.List;
import javax.sql.DataSource;
import org.contextile.db.testing.TestDatabase;
import org.contextile.db.workspace.WorkspaceDataSource;
import org.contextile.db.workspace.WorkspaceScope;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrateIT {
  @Test
  void anEmptyDatabaseGetsTheWholeSchemaAndASecondRunDoesNothing() {
    DataSource dataSource = TestDatabase.empty().dataSource();

    assertThat(Migrate.migrate(dataSource).migrationsExecuted).isPositive();
    assertThat(Migrate.migrate(dataSource).migrationsExecuted).isZero();
    assertThat(tables(dataSource))
        .contains("job", "job_waiting", "job_lease", "slide", "prediction", "keyed_request");
  }

  @Test
  void everyRowThatAUserOwnsCarriesItsWorkspace() {
    assertThat(
            JdbcClient.create(TestDatabase.migrated().dataSource())
                .sql(
                    """
                    SELECT table_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_name = 'workspace' AND is_nullable = 'NO'
                    """)
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder(
            "job",
            "job_waiting",
            "job_lease",
            "job_turn",
            "slide",
            "tiling",
            "upload",
            "cohort",
            "split",
            "model",
            "feature_set",
            "classifier",
            "prediction",
            "browser_session",
            "job_output",
            "job_graph",
            "keyed_request");
  }

  @Test
  void aUserWhoIsNoSuperuserMigratesAndAnotherWhoOwnsNothingServes() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      JdbcClient administrator = JdbcClient.create(server.getPostgresDatabase());
      administrator.sql("CREATE ROLE migrator LOGIN CREATEROLE").update();
      administrator.sql("CREATE ROLE service LOGIN").update();
      administrator.sql("CREATE DATABASE fresh OWNER migrator").update();
      DataSource migrator = server.getDatabase("migrator", "fresh");

      assertThat(Migrate.migrate(migrator).migrationsExecuted).isPositive();
      JdbcClient.create(migrator)
          .sql(
              "GRANT contextile_workspace, contextile_system, contextile_nobody TO service"
                  + " WITH INHERIT FALSE, SET TRUE")
          .update();

      assertThatThrownBy(
              () ->
                  JdbcClient.create(server.getDatabase("service", "fresh"))
                      .sql("SELECT count(*) FROM cohort")
                      .query(Long.class)
                      .single())
          .hasStackTraceContaining("permission denied for table cohort");
      for (DataSource login : List.of(migrator, server.getDatabase("service", "fresh"))) {
        JdbcClient connection = JdbcClient.create(new WorkspaceDataSource(login));
        try (WorkspaceScope _ = WorkspaceScope.of("lab", "vera")) {
          assertThat(
                  connection
                      .sql(
                          "INSERT INTO cohort (workspace, name) VALUES ('lab', :n) RETURNING created_by")
                      .param("n", login.toString())
                      .query(String.class)
                      .single())
              .isEqualTo("vera");
          assertThatThrownBy(
                  () ->
                      connection
                          .sql("INSERT INTO cohort (workspace, name) VALUES ('other', 'x')")
                          .update())
              .hasStackTraceContaining("row-level security");
        }
        try (WorkspaceScope _ = WorkspaceScope.of("other", "otto")) {
          assertThat(connection.sql("SELECT count(*) FROM cohort").query(Long.class).single())
              .isZero();
        }
      }
    }
  }

  private static List<String> tables(DataSource dataSource) {
    return JdbcClient.create(dataSource)
        .sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        .query(String.class)
        .list();
  }
}
