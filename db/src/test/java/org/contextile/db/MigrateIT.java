// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.contextile.db.testing.TestDatabase;
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

  private static java.util.List<String> tables(DataSource dataSource) {
    return JdbcClient.create(dataSource)
        .sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        .query(String.class)
        .list();
  }
}
