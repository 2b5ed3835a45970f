// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.contextile.db.idempotency.RequestRepeatedException;
import org.contextile.db.testing.TestDatabase;
import org.contextile.db.testing.WorkspaceContents;
import org.contextile.db.testing.WorkspaceRows;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls every method of every repository with arguments that name the rows of one workspace, its
 * name among them: first as that workspace, so that a method is shown to find or change something
 * by them, then as another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // Spring sets the fields.
abstract class RepositoryWalk {
  private static final String THEIRS = "theirs";
  private static final String OURS = "ours";

  private final JdbcClient server;

  @Autowired private ApplicationContext application;
  @Autowired private DataSource dataSource;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private EntityManager entities;

  private WorkspaceRows rows;
  private WorkspaceContents contents;

  RepositoryWalk(TestDatabase database) {
    server = JdbcClient.create(database.dataSource());
  }

  @BeforeAll
  void insertTheirRows() {
    String digest = "d".repeat(64);
    server
        .sql("INSERT INTO artifact VALUES (:digest, 4, 'image/tiff')")
        .param("digest", digest)
        .update();
    rows = WorkspaceRows.insert(server, THEIRS, digest);
    contents = new WorkspaceContents(server);
  }

  @TestFactory
  Stream<DynamicTest> nobodyReadsOrChangesRowsOfAnotherWorkspace() {
    List<WalkedMethod> methods = new WalkedMethods(application, rows).all();
    assertThat(methods).hasSizeGreaterThan(200);
    return methods.stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> walk(it)));
  }

  private void walk(WalkedMethod method) throws Throwable {
    assertThat(effect(THEIRS, method))
        .as("%s as their own workspace, or nothing is shown", method.name())
        .isNotEqualTo(Effect.NONE);
    Map<String, String> before = contents.seenBy(server);
    assertThat(effect(OURS, method))
        .as("%s as another workspace", method.name())
        .isNotEqualTo(Effect.FOUND);
    assertThat(contents.seenBy(server)).isEqualTo(before);
  }

  /** What a call came to. */
  private enum Effect {
    FOUND,
    CHANGED,
    REFUSED,
    NONE
  }

  /** What a call as a workspace comes to; for their own workspace it is rolled back. */
  private Effect effect(String workspace, WalkedMethod method) throws Throwable {
    try (WorkspaceScope _ = WorkspaceScope.of(workspace, "walker")) {
      return new TransactionTemplate(transactions)
          .execute(
              status -> {
                JdbcClient own = JdbcClient.create(dataSource);
                Map<String, String> before = contents.seenBy(own);
                Effect effect = called(method);
                if (effect == Effect.NONE) {
                  entities.flush();
                  effect = contents.seenBy(own).equals(before) ? Effect.NONE : Effect.CHANGED;
                }
                if (workspace.equals(THEIRS)) {
                  status.setRollbackOnly();
                }
                return effect;
              });
    } catch (DataIntegrityViolationException | ConstraintViolationException e) {
      // A row that was found could not be changed, or one that is there not be added.
      return Effect.REFUSED;
    } catch (RuntimeException e) {
      if (workspace.equals(THEIRS)) {
        throw e;
      }
      return Effect.NONE;
    }
  }

  private static Effect called(WalkedMethod method) {
    try {
      return method.finds() ? Effect.FOUND : Effect.NONE;
    } catch (RequestRepeatedException e) {
      return Effect.FOUND;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
