// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobSubmission;
import tools.jackson.databind.json.JsonMapper;

/**
 * Submits jobs at a steady rate. Each has a key of the client, stored beside the job in one
 * transaction, so that a submission whose commit is in doubt can be repeated without being doubled.
 */
final class Submitter {
  private static final int MAX_ATTEMPTS = 50;
  private static final int POISON_ATTEMPTS = 2;
  private static final int RECENT = 20;

  private final ChaosDatabase database;
  private final Ledger ledger;
  private final Consumer<Promised> cancelled;
  private final Random random;
  private final List<UUID> recent = new ArrayList<>();
  private final JsonMapper json = JsonMapper.shared();

  /**
   * @param cancelled is given the jobs that are to be cancelled and retried
   */
  Submitter(ChaosDatabase database, Ledger ledger, Consumer<Promised> cancelled, long seed) {
    this.database = database;
    this.ledger = ledger;
    this.cancelled = cancelled;
    this.random = new Random(seed);
  }

  /** Submits one job of an ordinary plan, and returns when it is acknowledged. */
  void submitOne() throws InterruptedException {
    Plan plan = ordinaryPlan();
    Promised job = submit(plan, plan.takesSeconds() ? Set.of() : someRecent());
    recent.add(job.id());
    if (recent.size() > RECENT) {
      recent.removeFirst();
    }
    if (plan == Plan.CANCELLED_ONCE) {
      cancelled.accept(job);
    }
  }

  /** Submits a job that kills its workers, and one that waits for it. */
  void submitPoison() throws InterruptedException {
    Promised poison = submit(Plan.POISONED, Set.of());
    submit(Plan.AFTER_POISONED, Set.of(poison.id()));
  }

  private Plan ordinaryPlan() {
    int percent = random.nextInt(100);
    if (percent < 68) {
      return Plan.SHORT;
    }
    if (percent < 89) {
      return Plan.LONG;
    }
    return percent < 94 ? Plan.FAILS_ONCE : Plan.CANCELLED_ONCE;
  }

  /** One job in ten waits for one or two others. */
  private Set<UUID> someRecent() {
    if (recent.size() < RECENT || random.nextInt(10) > 0) {
      return Set.of();
    }
    Set<UUID> chosen = new HashSet<>();
    chosen.add(recent.get(random.nextInt(RECENT)));
    chosen.add(recent.get(random.nextInt(RECENT)));
    return chosen;
  }

  private Promised submit(Plan plan, Set<UUID> dependsOn) throws InterruptedException {
    int number = ledger.size();
    String key = "job-" + number;
    JobSubmission submission =
        JobSubmission.of(
                ChaosDatabase.WORKSPACE,
                plan.takesSeconds() ? JobKind.MIL_TRAINING : JobKind.CLASSIFICATION,
                json.writeValueAsString(request(key, plan)))
            .withDependsOn(dependsOn)
            .withMaxAttempts(plan.succeeds() ? MAX_ATTEMPTS : POISON_ATTEMPTS);
    Promised job =
        new Promised(number, database.insist(() -> once(key, submission)), plan, dependsOn);
    ledger.add(job);
    return job;
  }

  private ChaosRequest request(String key, Plan plan) {
    return plan.takesSeconds()
        ? new ChaosRequest(key, plan, random.nextInt(6, 15), random.nextInt(150, 400))
        : new ChaosRequest(key, plan, random.nextInt(1, 5), random.nextInt(10, 50));
  }

  /**
   * Inserting the key waits for a transaction that died with its client's connection but may still
   * commit.
   */
  private UUID once(String key, JobSubmission submission) {
    return database.transaction().execute(_ -> onceInTransaction(key, submission));
  }

  private UUID onceInTransaction(String key, JobSubmission submission) {
    int added =
        database
            .jdbc()
            .sql("INSERT INTO chaos_submission (key) VALUES (:key) ON CONFLICT DO NOTHING")
            .param("key", key)
            .update();
    if (added == 0) {
      return database
          .jdbc()
          .sql("SELECT job_id FROM chaos_submission WHERE key = :key")
          .param("key", key)
          .query(UUID.class)
          .single();
    }
    UUID id = database.queue().submit(submission);
    database
        .jdbc()
        .sql("UPDATE chaos_submission SET job_id = :job WHERE key = :key")
        .param("job", id)
        .param("key", key)
        .update();
    return id;
  }
}
