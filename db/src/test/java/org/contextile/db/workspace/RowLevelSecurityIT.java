// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.sql.DataSource;
import org.contextile.db.DatabaseConfiguration;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With Hibernate's filters switched off: the database's policies alone. */
@SpringBootTest(classes = RowLevelSecurityIT.Application.class)
@SuppressWarnings("NullAway.Init") // Spring sets the fields.
class RowLevelSecurityIT extends RepositoryWalk {
  private static final TestDatabase DATABASE = TestDatabase.migrated();

  @Autowired private DataSource dataSource;
  @Autowired private SlideRepository slides;

  @EnableAutoConfiguration
  @Import(DatabaseConfiguration.class)
  static class Application {
    @Bean
    @Primary
    WorkspaceTenant unfilteredTenant() {
      return new WorkspaceTenant(false);
    }
  }

  RowLevelSecurityIT() {
    super(DATABASE);
  }

  @DynamicPropertySource
  static void dataSource(DynamicPropertyRegistry registry) {
    DATABASE.addTo(registry::add);
  }

  @Test
  void everyTableHoldsToItButThoseOfNobody() {
    assertThat(
            names(
                """
                SELECT relname FROM pg_class
                WHERE relkind = 'r' AND NOT relrowsecurity AND relnamespace = 'public'::regnamespace
                """))
        .containsExactlyInAnyOrder(
            "artifact", "artifact_hold", "artifact_part", "flyway_schema_history");
    assertThat(
            names(
                """
                SELECT relname FROM pg_class
                WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
                  AND 'security_invoker=true' <> ALL (coalesce(reloptions, '{}'))
                """))
        .isEmpty();
  }

  @Test
  void noRoleOfTheServicesMayBypassIt() {
    assertThat(
            names(
                """
                SELECT rolname FROM pg_roles
                WHERE rolname LIKE 'contextile%' AND (rolbypassrls OR rolsuper OR rolcreaterole OR rolcanlogin)
                """))
        .isEmpty();
    assertThat(
            names(
                """
                SELECT relname FROM pg_class JOIN pg_roles ON pg_roles.oid = relowner
                WHERE relnamespace = 'public'::regnamespace AND rolname LIKE 'contextile%'
                """))
        .isEmpty();
  }

  @Test
  void whoeverForgetsItsScopeIsToldSo() throws InterruptedException {
    Thread outside =
        new Thread(
            () ->
                assertThatThrownBy(() -> slides.count())
                    .hasStackTraceContaining("permission denied for table slide"));
    StringBuilder failure = new StringBuilder();
    outside.setUncaughtExceptionHandler((_, e) -> failure.append(e));
    outside.start();
    outside.join();
    assertThat(failure).isEmpty();
  }

  @Test
  void aConnectionThatChangesHandsSeesTheRowsOfWhoeverHasIt() {
    for (String workspace : List.of("theirs", "ours", "theirs")) {
      try (WorkspaceScope _ = WorkspaceScope.of(workspace, "s")) {
        assertThat(slides.count()).isEqualTo(workspace.equals("theirs") ? 1 : 0);
        assertThat(names("SELECT current_setting('contextile.subject')")).containsExactly("s");
      }
    }
    assertThat(slides.count()).isEqualTo(1);
  }

  private List<String> names(String sql) {
    return JdbcClient.create(dataSource).sql(sql).query(String.class).list();
  }
}
