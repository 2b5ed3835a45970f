// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.upkeep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.contextile.api.model.DependantType;
import org.contextile.api.model.Dependants;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what users have, with all that hangs on it or not at all. Their files are the artifact
 * collector's.
 *
 * <p>Whoever submits a job keeps off deletions while it looks for what the job names ({@link
 * #keepOff}), so that a job either finds all of it or is found here. What running jobs publish
 * meanwhile is kept in step by the foreign keys: then all is looked at anew.
 */
public class Removals {
  private static final int TRIES = 5;
  private static final int IDS_SHOWN = 10;
  private static final int IDS_TOLD = 3;

  /** Of the locks that are taken by two numbers. */
  private static final int LOCKS = 20252;

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final UnfinishedUses uses;
  private final Traces traces;

  public Removals(JdbcClient jdbc, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.uses = new UnfinishedUses(jdbc);
    this.traces = new Traces(jdbc);
  }

  /**
   * Keeps all that the workspace has from being deleted until the caller's transaction ends; many
   * may do so at once.
   *
   * @throws IllegalStateException outside a transaction
   */
  public void keepOff(String workspace) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("Deletions are kept off until the end of a transaction");
    }
    lock("pg_advisory_xact_lock_shared", workspace);
  }

  /**
   * Deletes a thing.
   *
   * @param cascade whether all that hangs on it goes, too
   * @throws ProblemException {@code not-found}; {@code in-use}, with what is in the way: jobs that
   *     have not ended, and unless {@code cascade} all that hangs on it
   */
  public void remove(String workspace, Thing thing, UUID id, boolean cascade) {
    for (int left = TRIES - 1; ; left--) {
      try {
        transaction.executeWithoutResult(_ -> removeNow(workspace, thing, id, cascade));
        return;
      } catch (DataIntegrityViolationException | PessimisticLockingFailureException e) {
        if (left == 0 || TransactionSynchronizationManager.isActualTransactionActive()) {
          throw e;
        }
      }
    }
  }

  private void removeNow(String workspace, Thing thing, UUID id, boolean cascade) {
    lock("pg_advisory_xact_lock", workspace);
    String name = name(workspace, thing, id);
    Tree tree = Tree.read(jdbc, thing, id);
    List<Dependants> hanging = cascade ? List.of() : hanging(tree);
    List<UUID> jobs = uses.of(workspace, tree);
    if (!hanging.isEmpty() || !jobs.isEmpty()) {
      throw inUse(name, hanging, jobs);
    }
    traces.keep(workspace, tree);
    // What hangs on others before these.
    for (Thing each : List.of(Thing.values()).reversed()) {
      if (!tree.of(each).isEmpty()) {
        jdbc.sql(
                "DELETE FROM %s WHERE id = ANY (:ids) AND workspace = :workspace"
                    .formatted(each.table()))
            .param("ids", tree.of(each).toArray(UUID[]::new))
            .param("workspace", workspace)
            .update();
      }
    }
  }

  private void lock(String function, String workspace) {
    jdbc.sql("SELECT %s(%d, hashtext(:workspace))".formatted(function, LOCKS))
        .param("workspace", workspace)
        .query((_, _) -> true)
        .single();
  }

  private String name(String workspace, Thing thing, UUID id) {
    return jdbc.sql(
            "SELECT %s FROM %s WHERE id = :id AND workspace = :workspace"
                .formatted(thing.named() ? "name" : "id::text", thing.table()))
        .param("id", id)
        .param("workspace", workspace)
        .query(String.class)
        .optional()
        .map(name -> "The " + thing.text() + " " + name)
        .orElseThrow(() -> ProblemException.notFound(thing.text(), id));
  }

  private static List<Dependants> hanging(Tree tree) {
    return Stream.of(Thing.values())
        .filter(thing -> thing != tree.root() && !tree.of(thing).isEmpty())
        .map(thing -> dependants(DependantType.fromValue(thing.type()), tree.of(thing)))
        .toList();
  }

  private static Dependants dependants(DependantType type, Collection<UUID> ids) {
    return new Dependants(type, ids.size(), ids.stream().limit(IDS_SHOWN).toList());
  }

  private static ProblemException inUse(String name, List<Dependants> hanging, List<UUID> jobs) {
    List<Dependants> all = new ArrayList<>(hanging);
    StringBuilder detail = new StringBuilder(name);
    if (!hanging.isEmpty()) {
      detail
          .append(" is what these hang on: ")
          .append(hanging.stream().map(Removals::told).collect(Collectors.joining(", ")))
          .append(". Delete them first, or everything together with ?cascade=true.");
    }
    if (!jobs.isEmpty()) {
      Dependants using = dependants(DependantType.JOB, jobs);
      all.add(using);
      detail
          .append(hanging.isEmpty() ? " is" : " It is")
          .append(" used by what has not ended: ")
          .append(told(using))
          .append(". Wait for it, or cancel it.");
    }
    return new ProblemException(ProblemType.IN_USE.with(detail.toString()).naming(all));
  }

  /** Such as {@code 14 feature sets (ID, ID, ID, …)}. */
  private static String told(Dependants some) {
    return some.getCount()
        + " "
        + some.getType().getValue().replace('-', ' ')
        + (some.getCount() == 1 ? " (" : "s (")
        + some.getIds().stream()
            .limit(IDS_TOLD)
            .map(UUID::toString)
            .collect(Collectors.joining(", "))
        + (some.getCount() > IDS_TOLD ? ", …)" : ")");
  }
}
