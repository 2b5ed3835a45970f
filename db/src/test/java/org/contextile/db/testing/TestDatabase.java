// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.contextile.db.Migrate;

/** A database on the PostgreSQL that all integration tests of a JVM share. */
public record TestDatabase(String name) {
  private static final String TEMPLATE = "contextile_template";
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Starts with its first use and ends with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
        execute(postgres, "CREATE DATABASE " + TEMPLATE);
        Migrate.migrate(postgres.getDatabase("postgres", TEMPLATE));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A new database with the schema of this version. */
  public static TestDatabase migrated() {
    return create(" TEMPLATE " + TEMPLATE);
  }

  /** A new database without any table. */
  public static TestDatabase empty() {
    return create("");
  }

  private static TestDatabase create(String options) {
    String name = "test_" + COUNT.incrementAndGet();
    execute(Server.POSTGRES, "CREATE DATABASE " + name + options);
    return new TestDatabase(name);
  }

  private static void execute(EmbeddedPostgres postgres, String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** For {@code SPRING_DATASOURCE_URL}. */
  public String url() {
    return "jdbc:postgresql://localhost:" + Server.POSTGRES.getPort() + "/" + name;
  }

  public String username() {
    return "postgres";
  }

  public String password() {
    return "postgres";
  }

  /** Tells a Spring context where the database is: {@code registry::add}. */
  public void addTo(BiConsumer<String, Supplier<Object>> properties) {
    properties.accept("spring.datasource.url", this::url);
    properties.accept("spring.datasource.username", this::username);
    properties.accept("spring.datasource.password", this::password);
  }

  /** A new connection at each request. */
  public DataSource dataSource() {
    return Server.POSTGRES.getDatabase(username(), name);
  }

  /** A pool, to be closed by the caller. */
  public HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setUsername(username());
    config.setPassword(password());
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }
}
