// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/** Brings calamities about, at most two at a time, and never two over the server or one worker. */
final class Calamities {
  private static final int AT_ONCE = 2;
  private static final Duration GRACE = Duration.ofSeconds(40);

  private final ChaosServer server;
  private final List<Worker> workers;
  private final List<ReentrantLock> victims;
  private final ReentrantLock serverVictim = new ReentrantLock();
  private final ChaosDatabase database;
  private final Recoveries recoveries;
  private final ChaosLog log;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ConcurrentLinkedQueue<CalamityKind> happened = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  Calamities(
      ChaosServer server,
      List<Worker> workers,
      ChaosDatabase database,
      Recoveries recoveries,
      ChaosLog log) {
    this.server = server;
    this.workers = workers;
    this.victims = workers.stream().map(_ -> new ReentrantLock()).toList();
    this.database = database;
    this.recoveries = recoveries;
    this.log = log;
  }

  /** Lets calamities happen until then, and returns when the last is over. */
  void happen(CalamitySequence sequence, long deadlineNanos) throws InterruptedException {
    while (true) {
      Calamity next = sequence.next();
      Thread.sleep(next.pause());
      places.acquire();
      if (System.nanoTime() > deadlineNanos) {
        places.release();
        break;
      }
      Thread.startVirtualThread(() -> suffer(next));
    }
    places.acquire(AT_ONCE);
  }

  private void suffer(Calamity calamity) {
    ReentrantLock victim =
        calamity.kind().ofWorker() ? victims.get(calamity.victim()) : serverVictim;
    victim.lock();
    try {
      Worker worker = workers.get(calamity.victim());
      log.say(
          "  %s%s%s"
              .formatted(
                  calamity.kind(),
                  calamity.kind().ofWorker() ? " " + worker.name() : "",
                  calamity.length().isZero()
                      ? ""
                      : " for %.1f s".formatted(calamity.length().toMillis() / 1000.0)));
      strike(calamity, worker);
      happened.add(calamity.kind());
    } catch (IOException | RuntimeException e) {
      faults.add(calamity + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      victim.unlock();
      places.release();
    }
  }

  private void strike(Calamity calamity, Worker worker) throws IOException, InterruptedException {
    CalamityKind kind = calamity.kind();
    switch (kind) {
      case KILL_WORKER -> {
        watchJobs(kind, worker);
        worker.kill();
      }
      case TERMINATE_WORKER -> {
        watchJobs(kind, worker);
        if (!worker.terminate(GRACE)) {
          faults.add(worker.name() + " did not end within " + GRACE + " of SIGTERM");
        }
      }
      case FREEZE_WORKER -> {
        watchJobs(kind, worker);
        worker.freeze(calamity.length());
      }
      case CUT_LINE -> {
        watchJobs(kind, worker);
        worker.line().cut();
        Thread.sleep(calamity.length());
        worker.line().mend();
      }
      case DROP_CONNECTIONS -> {
        Instant before = recoveries.now();
        worker.line().drop();
        recoveries.watchWorker(kind, worker, before);
      }
      case TERMINATE_BACKENDS -> {
        Instant before = recoveries.now();
        terminateBackends();
        recoveries.watchAll(kind, before);
      }
      case CRASH_SERVER -> {
        server.crash();
        Thread.sleep(calamity.length());
        server.restart();
        backAgain(kind);
      }
      case FREEZE_SERVER -> {
        List<ProcessHandle> frozen = server.freeze();
        Thread.sleep(calamity.length());
        server.thaw(frozen);
        backAgain(kind);
      }
    }
  }

  private void backAgain(CalamityKind kind) throws InterruptedException {
    recoveries.serverIsBack();
    recoveries.watchAll(kind, recoveries.now());
  }

  private void watchJobs(CalamityKind kind, Worker worker) throws InterruptedException {
    recoveries.watchJobs(kind, worker.name(), recoveries.heldBy(worker.name()));
  }

  private void terminateBackends() throws InterruptedException {
    int others =
        database.insist(
            () ->
                database
                    .jdbc()
                    .sql(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                        """)
                    .query(Boolean.class)
                    .list()
                    .size());
    log.say("    %d sessions ended".formatted(others));
  }

  /** How often each kind happened. */
  Map<CalamityKind, Long> happened() {
    Map<CalamityKind, Long> counts = new EnumMap<>(CalamityKind.class);
    happened.forEach(it -> counts.merge(it, 1L, Long::sum));
    return counts;
  }

  /** What went wrong while bringing calamities about. */
  List<String> faults() {
    return List.copyOf(faults);
  }
}
