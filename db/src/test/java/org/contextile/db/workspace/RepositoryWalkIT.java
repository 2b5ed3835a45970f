// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import org.contextile.db.DatabaseConfiguration;
import org.contextile.db.testing.TestDatabase;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** As the services run: Hibernate's filters, and the database's policies behind them. */
@SpringBootTest(classes = RepositoryWalkIT.Application.class)
class RepositoryWalkIT extends RepositoryWalk {
  private static final TestDatabase DATABASE = TestDatabase.migrated();

  @EnableAutoConfiguration
  @Import(DatabaseConfiguration.class)
  static class Application {}

  RepositoryWalkIT() {
    super(DATABASE);
  }

  @DynamicPropertySource
  static void dataSource(DynamicPropertyRegistry registry) {
    DATABASE.addTo(registry::add);
  }
}
