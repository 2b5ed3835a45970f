// SPDX-License-Identifier: Apache-2.0
package org.contextile.db;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings a database to the schema of this version: a program for deployments, a method for the
 * standalone server.
 */
public final class Migrate {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Migrate() {}

  /**
   * Migrates the database that the environment names with {@code SPRING_DATASOURCE_URL}, {@code
   * SPRING_DATASOURCE_USERNAME} and {@code SPRING_DATASOURCE_PASSWORD}, and waits up to a minute
   * for its server.
   */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    String url =
        Optional.ofNullable(environment.get("SPRING_DATASOURCE_URL"))
            .orElseThrow(() -> new IllegalArgumentException("SPRING_DATASOURCE_URL is not set"));
    MigrateResult result =
        run(
            Flyway.configure()
                .dataSource(
                    url,
                    environment.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                    environment.getOrDefault("SPRING_DATASOURCE_PASSWORD", "")));
    System.out.println(describe(result));
  }

  /** Migrates a database that answers, or will within a minute. */
  public static MigrateResult migrate(DataSource dataSource) {
    return run(Flyway.configure().dataSource(dataSource));
  }

  private static MigrateResult run(FluentConfiguration configuration) {
    return configuration
        .locations("classpath:db/migration")
        .connectRetries((int) PATIENCE.toSeconds())
        .connectRetriesInterval(1)
        .load()
        .migrate();
  }

  private static String describe(MigrateResult result) {
    String version =
        Optional.ofNullable(result.targetSchemaVersion).orElse(result.initialSchemaVersion);
    return result.migrationsExecuted == 0
        ? "The database is up to date, at version " + version + "."
        : "Applied "
            + result.migrationsExecuted
            + " migrations; the database is at version "
            + version
            + ".";
  }
}
