// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.contextile.db.job.JobView;
import org.springframework.core.NestedRuntimeException;

/**
 * How soon work goes on after a calamity. The clock runs
 *
 * <ul>
 *   <li>for one that takes a worker away (killed, terminated, frozen, cut off) from its beginning
 *       until every job that the worker held has been claimed again, by anybody, or has ended: the
 *       rest of its lease, a sweep, the wait before a repeated attempt, and the claim;
 *   <li>for one that breaks connections from then until the worker, or when it befell all of them
 *       any worker, completes a job;
 *   <li>for one that takes the server away from the moment when the server answers again until any
 *       job is completed.
 * </ul>
 *
 * Whatever the server is away meanwhile does not count: the clock starts anew when it is back.
 * Resolution 0.1 s.
 */
final class Recoveries {
  private static final long RESOLUTION_MS = 100;
  private static final Duration LAST_LOOK = Duration.ofSeconds(3);
  private static final double NANOS = 1e9;
  private static final long PATIENCE_NANOS = 300_000_000_000L;

  /**
   * One calamity's recovery.
   *
   * @param victim the worker, or the server
   * @param seconds empty when it was not seen to its end
   */
  record Recovery(CalamityKind kind, String victim, OptionalDouble seconds) {}

  private final ChaosDatabase database;
  private final Ledger ledger;
  private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
  private final List<Thread> watching = new CopyOnWriteArrayList<>();
  private volatile long serverBack = System.nanoTime();

  Recoveries(ChaosDatabase database, Ledger ledger) {
    this.database = database;
    this.ledger = ledger;
  }

  /** To be told when the server answers again. */
  void serverIsBack() {
    serverBack = System.nanoTime();
  }

  /** The jobs that a worker holds, with their attempts. */
  Map<UUID, Integer> heldBy(String worker) throws InterruptedException {
    return database.insist(
        () -> {
          Map<UUID, Integer> held = new HashMap<>();
          for (Promised job : ledger.open()) {
            find(job.id())
                .filter(it -> it.state().leased() && worker.equals(it.worker()))
                .ifPresent(it -> held.put(it.id(), it.attempt()));
          }
          return held;
        });
  }

  /** The worker is being taken away now from the jobs that it holds. */
  void watchJobs(CalamityKind kind, String worker, Map<UUID, Integer> held) {
    if (!held.isEmpty()) {
      watch(
          kind,
          worker,
          () -> held.entrySet().stream().allMatch(it -> wentOn(it.getKey(), it.getValue())),
          () -> false);
    }
  }

  /**
   * The connections of this worker are broken since that time of the database. One that has not
   * worked yet, or is ended by another calamity, tells nothing.
   */
  void watchWorker(CalamityKind kind, Worker worker, Instant since) throws InterruptedException {
    String name = worker.name();
    if (database.insist(() -> completed(name, Instant.EPOCH))) {
      watch(kind, name, () -> completed(name, since), () -> !worker.name().equals(name));
    }
  }

  /** All workers may have been hindered until that time of the database. */
  void watchAll(CalamityKind kind, Instant since) {
    watch(kind, "server", () -> completed("worker-%", since), () -> false);
  }

  /** The database's time. */
  Instant now() throws InterruptedException {
    return database
        .insist(
            () -> database.jdbc().sql("SELECT clock_timestamp()").query(Timestamp.class).single())
        .toInstant();
  }

  private boolean wentOn(UUID id, int attempt) {
    return find(id).map(it -> it.state().terminal() || it.attempt() > attempt).orElse(false);
  }

  private Optional<JobView> find(UUID id) {
    return database.reader().find(ChaosDatabase.WORKSPACE, id);
  }

  private boolean completed(String workers, Instant since) {
    return database
        .jdbc()
        .sql(
            "SELECT EXISTS (SELECT 1 FROM chaos_effect WHERE at > :since AND worker LIKE :workers)")
        .param("workers", workers)
        .param("since", Timestamp.from(since))
        .query(Boolean.class)
        .single();
  }

  private void watch(
      CalamityKind kind, String victim, BooleanSupplier recovered, BooleanSupplier moot) {
    long start = System.nanoTime();
    watching.add(
        Thread.startVirtualThread(
            () -> {
              OptionalDouble seconds = await(start, recovered, moot);
              if (seconds.isPresent() || !moot.getAsBoolean()) {
                recoveries.add(new Recovery(kind, victim, seconds));
              }
            }));
  }

  private OptionalDouble await(long start, BooleanSupplier recovered, BooleanSupplier moot) {
    try {
      while (!answer(recovered)) {
        if (moot.getAsBoolean() || System.nanoTime() - start > PATIENCE_NANOS) {
          return OptionalDouble.empty();
        }
        Thread.sleep(RESOLUTION_MS);
      }
      return OptionalDouble.of((System.nanoTime() - Math.max(start, serverBack)) / NANOS);
    } catch (InterruptedException e) {
      return OptionalDouble.empty();
    }
  }

  private static boolean answer(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (NestedRuntimeException e) {
      return false;
    }
  }

  /** Ends the watching, and returns what was seen, the slowest first. */
  List<Recovery> close() throws InterruptedException {
    for (Thread thread : watching) {
      if (!thread.join(LAST_LOOK)) {
        thread.interrupt();
        thread.join();
      }
    }
    return recoveries.stream()
        .sorted(Comparator.comparingDouble(it -> -it.seconds().orElse(Double.MAX_VALUE)))
        .toList();
  }
}
