// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.contextile.bench.JsonLine;
import org.contextile.db.job.JobView;
import org.springframework.core.NestedRuntimeException;
import org.springframework.util.FileSystemUtils;

/**
 * {@code make chaos}: several worker processes and a PostgreSQL go through a seeded sequence of
 * calamities while jobs are submitted all the time; then the calamities stop, the queue drains, and
 * every job is accounted for. The last line is one JSON object; the exit status is 1 when the queue
 * broke a promise.
 *
 * <p>The environment's {@code CHAOS_MINUTES} and {@code CHAOS_SEED} say how long and which
 * calamities, {@code CHAOS_UNFENCED=1} breaks the workers, to see that the run notices.
 */
public final class ChaosRun implements AutoCloseable {
  private static final Duration AWAKE = Duration.ofSeconds(60);
  private static final Duration PROGRESS = Duration.ofSeconds(10);

  private final ChaosSettings settings;
  private final long seed;
  private final ChaosLog log;
  private final Path directory;
  private final ChaosServer server;
  private final ChaosDatabase database;
  private final List<Worker> workers = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private final Recoveries recoveries;
  private final Cancellations cancellations;
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean submitting = true;
  private volatile boolean poisoning = true;

  private ChaosRun(
      ChaosSettings settings,
      long seed,
      ChaosLog log,
      Path directory,
      ChaosServer server,
      ChaosDatabase database) {
    this.settings = settings;
    this.seed = seed;
    this.log = log;
    this.directory = directory;
    this.server = server;
    this.database = database;
    this.recoveries = new Recoveries(database, ledger);
    this.cancellations = new Cancellations(database, ledger);
  }

  public static void main(String[] args) throws Exception {
    long seed =
        Long.parseLong(environment("CHAOS_SEED", Long.toString(System.nanoTime() & 0xffff)));
    Duration duration =
        Duration.ofMillis((long) (Double.parseDouble(environment("CHAOS_MINUTES", "60")) * 60_000));
    boolean unfenced = environment("CHAOS_UNFENCED", "0").equals("1");
    ChaosReport report =
        run(ChaosSettings.of(duration).withUnfenced(unfenced), duration, seed, System.out);
    JsonLine.print(report.figures());
    System.exit(report.sound() ? 0 : 1);
  }

  private static String environment(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  /** Lets calamities happen for so long, and reports after the queue has drained. */
  public static ChaosReport run(Duration duration, long seed, PrintStream out)
      throws IOException, InterruptedException {
    return run(ChaosSettings.of(duration), duration, seed, out);
  }

  static ChaosReport run(ChaosSettings settings, Duration duration, long seed, PrintStream out)
      throws IOException, InterruptedException {
    out.println("Seed " + seed);
    Path directory = Files.createTempDirectory("contextile-chaos-");
    ChaosLog log = new ChaosLog(out);
    ChaosReport report;
    try (ChaosServer server =
            ChaosServer.start(directory.resolve("data"), directory.resolve("postgres.log"));
        ChaosDatabase database = ChaosDatabase.migrate(server);
        ChaosRun run = new ChaosRun(settings, seed, log, directory, server, database)) {
      Thread emergency = new Thread(() -> endAll(run, server));
      Runtime.getRuntime().addShutdownHook(emergency);
      report = run.run(duration);
      Runtime.getRuntime().removeShutdownHook(emergency);
    }
    out.print(report.text());
    if (report.sound()) {
      FileSystemUtils.deleteRecursively(directory);
    } else {
      out.println("Logs and data are in " + directory);
    }
    return report;
  }

  private ChaosReport run(Duration duration) throws IOException, InterruptedException {
    WorkerProgram program = new WorkerProgram(settings, directory);
    program.rehearse(server);
    log.say("Workers can start");
    for (int number = 0; number < settings.workers(); number++) {
      workers.add(Worker.start(number, server, program, directory));
    }
    start("watch", this::watch);
    start("progress", this::progress);
    start("submit", this::submit);
    awaitAllAtWork(recoveries.now());
    log.say("All workers are at work; calamities begin");

    Calamities calamities = new Calamities(server, workers, database, recoveries, log);
    calamities.happen(
        new CalamitySequence(seed, settings.workers(), settings.lease(), settings.longestCut()),
        System.nanoTime() + duration.toNanos());
    poisoning = false;
    log.say("Calamities are over");

    List<String> silent = awaitAllAtWork(recoveries.now());
    submitting = false;
    log.say("All that can work do; no more jobs");
    drain();
    List<Recoveries.Recovery> recovered = recoveries.close();
    faults.addAll(calamities.faults());
    Audit audit = database.insist(() -> Audit.of(database, ledger));
    return new ChaosReport(
        seed,
        duration,
        ledger.size(),
        audit.states(),
        calamities.happened(),
        audit.outcomes(),
        workers.stream().mapToInt(Worker::starts).sum(),
        audit.lost(),
        audit.doubled(),
        audit.changed(),
        audit.poisoned(),
        audit.poisonFaults(),
        silent,
        List.copyOf(faults),
        recovered);
  }

  /** Something of a thread of its own that ends with the run. */
  private interface Task {
    void run() throws InterruptedException;
  }

  private void start(String name, Task task) {
    threads.add(
        Thread.ofVirtual()
            .name(name)
            .start(
                () -> {
                  try {
                    task.run();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException e) {
                    faults.add(name + ": " + e);
                  }
                }));
  }

  private void submit() throws InterruptedException {
    Submitter submitter =
        new Submitter(
            database,
            ledger,
            job -> start("cancel", () -> cancellations.cancelAndRetry(job)),
            seed);
    long nextPoison = System.nanoTime() + settings.poison().toNanos();
    while (submitting) {
      submitter.submitOne();
      if (poisoning && System.nanoTime() > nextPoison) {
        submitter.submitPoison();
        nextPoison = System.nanoTime() + settings.poison().toNanos();
      }
      Thread.sleep((long) (1000 / settings.perSecond()));
    }
  }

  /** Takes note of the ends of jobs. */
  private void watch() throws InterruptedException {
    while (true) {
      for (Promised job : ledger.open()) {
        try {
          database
              .reader()
              .find(ChaosDatabase.WORKSPACE, job.id())
              .map(JobView::state)
              .ifPresent(state -> ledger.saw(job, state));
        } catch (NestedRuntimeException e) {
          Thread.sleep(500);
        }
      }
      Thread.sleep(1000);
    }
  }

  private void progress() throws InterruptedException {
    while (true) {
      Thread.sleep(PROGRESS);
      log.say(
          "%d submitted, %d ended, %d open, %d processes started"
              .formatted(
                  ledger.size(),
                  ledger.ended().size(),
                  ledger.open().size(),
                  workers.stream().mapToInt(Worker::starts).sum()));
    }
  }

  /** Waits until every worker has completed a job since then, and returns those that do not. */
  private List<String> awaitAllAtWork(Instant since) throws InterruptedException {
    long deadline = System.nanoTime() + AWAKE.toNanos();
    while (true) {
      Set<String> atWork =
          new HashSet<>(
              database.insist(
                  () ->
                      database
                          .jdbc()
                          .sql("SELECT DISTINCT worker FROM chaos_effect WHERE at > :since")
                          .param("since", java.sql.Timestamp.from(since))
                          .query(String.class)
                          .list()));
      List<String> silent =
          workers.stream().map(Worker::name).filter(it -> !atWork.contains(it)).toList();
      if (silent.isEmpty() || System.nanoTime() > deadline) {
        return silent;
      }
      Thread.sleep(200);
    }
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drain().toNanos();
    while (!ledger.open().isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(200);
    }
    log.say(ledger.open().isEmpty() ? "Drained" : "Not drained: " + ledger.open());
  }

  /** Leaves no process behind when this one is ended. */
  private static void endAll(ChaosRun run, ChaosServer server) {
    run.close();
    server.close();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    workers.forEach(Worker::close);
  }
}
