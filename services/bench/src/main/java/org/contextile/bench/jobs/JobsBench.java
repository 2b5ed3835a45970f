// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.contextile.bench.JsonLine;
import org.contextile.bench.chaos.ChaosReport;
import org.contextile.bench.chaos.ChaosRun;

/**
 * {@code make bench-jobs}: our queue, db-scheduler, and our queue among ten million finished jobs,
 * in turn on one server with the same jobs without work; how soon a worker wakes; and, on processes
 * and a server of their own, two minutes of {@link ChaosRun chaos}. The last line is one JSON
 * object. Rates are medians of the rounds, percentiles are of all rounds together.
 *
 * <p>The environment's {@code BENCH_FINISHED} lowers the number of finished jobs for a quick try;
 * the figure's name stays, {@code finished} says the number.
 *
 * <p>{@code lost} and {@code doubled} count the jobs of all of it, {@code recovery_s} is the
 * slowest recovery of the chaos.
 */
public final class JobsBench {
  /** As many as a scheduler of the smallest machine in db-scheduler's own benchmark has. */
  private static final int THREADS = 20;

  /** As many as a worker of ours may have slots for work that takes a processor each. */
  private static final int FEW_THREADS = 4;

  private static final int JOBS = 20_000;
  private static final int WARM_UP_JOBS = 10_000;
  private static final int ROUNDS = 5;
  private static final int WAKEUPS = 1_000;
  private static final int WARM_UP_WAKEUPS = 100;
  private static final Duration CHAOS = Duration.ofMinutes(2);
  private static final long CHAOS_SEED = 4;

  private final BenchDatabase fresh;
  private final BenchDatabase grown;
  private final List<ClaimRound> ours = new ArrayList<>();
  private final List<ClaimRound> amongFinished = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private final List<ClaimRound> oursOnFew = new ArrayList<>();
  private final List<Double> theirsOnFew = new ArrayList<>();

  private JobsBench(BenchDatabase fresh, BenchDatabase grown) {
    this.fresh = fresh;
    this.grown = grown;
  }

  public static void main(String[] args) throws Exception {
    long finished =
        Long.parseLong(System.getenv().getOrDefault("BENCH_FINISHED", "10000000").strip());
    Path directory = Files.createTempDirectory("contextile-bench-jobs-");
    Map<String, Object> figures;
    try (BenchServer server = BenchServer.start(directory);
        BenchDatabase fresh = server.create("fresh");
        BenchDatabase grown = server.create("grown")) {
      JobsBench bench = new JobsBench(fresh, grown);
      bench.insertFinished(Files.getFileStore(directory), finished);
      figures = bench.run(finished);
    }
    addChaos(figures, ChaosRun.run(CHAOS, CHAOS_SEED, System.out));
    JsonLine.print(figures);
  }

  private void insertFinished(FileStore disk, long finished) throws Exception {
    Progress.say("Inserting %,d finished jobs".formatted(finished));
    long start = System.nanoTime();
    FinishedJobs.insert(grown, disk, finished);
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    grown.settle();
    long megabytes = grown.number("SELECT pg_database_size(current_database())") / 1_000_000;
    Progress.say(
        "Inserted %,d finished jobs in %d s: %,d MB".formatted(finished, seconds, megabytes));
  }

  private Map<String, Object> run(long finished) throws Exception {
    LockAndFetchRound.createTable(fresh);
    ClaimRound.run(fresh, WARM_UP_JOBS, THREADS);
    ClaimRound.run(grown, WARM_UP_JOBS, THREADS);
    LockAndFetchRound.run(fresh, WARM_UP_JOBS, THREADS);
    WakeupRound.run(fresh, WARM_UP_WAKEUPS);
    Progress.say("Warmed up");
    for (int round = 1; round <= ROUNDS; round++) {
      ours.add(ClaimRound.run(fresh, JOBS, THREADS));
      Progress.say(rate("Ours", round, ours.getLast().perSecond()));
      theirs.add(LockAndFetchRound.run(fresh, JOBS, THREADS));
      Progress.say(rate("db-scheduler", round, theirs.getLast()));
      oursOnFew.add(ClaimRound.run(fresh, JOBS, FEW_THREADS));
      Progress.say(rate("Ours on 4 threads", round, oursOnFew.getLast().perSecond()));
      theirsOnFew.add(LockAndFetchRound.run(fresh, JOBS, FEW_THREADS));
      Progress.say(rate("db-scheduler on 4 threads", round, theirsOnFew.getLast()));
      amongFinished.add(ClaimRound.run(grown, JOBS, THREADS));
      Progress.say(rate("Ours among the finished", round, amongFinished.getLast().perSecond()));
    }
    List<Long> wakeups = WakeupRound.run(fresh, WAKEUPS);
    Progress.say("Woken %d times".formatted(wakeups.size()));
    return figures(wakeups, finished);
  }

  private Map<String, Object> figures(List<Long> wakeups, long finished) {
    double rate = median(ours);
    double theirRate = Percentiles.median(theirs);
    List<ClaimRound> every =
        Stream.of(ours, oursOnFew, amongFinished).flatMap(List::stream).toList();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "jobs");
    figures.put("claims_per_s", rate);
    figures.put("claim_p99_ms", Percentiles.ms(claimNanos(ours), 99));
    figures.put("wakeup_p50_ms", Percentiles.ms(wakeups, 50));
    figures.put("wakeup_p99_ms", Percentiles.ms(wakeups, 99));
    figures.put("dbscheduler_claims_per_s", theirRate);
    figures.put("ratio", rate / theirRate);
    figures.put("threads", THREADS);
    figures.put("ratio_4_threads", median(oursOnFew) / Percentiles.median(theirsOnFew));
    figures.put("claims_per_s_with_10m_finished", median(amongFinished));
    figures.put("finished", finished);
    figures.put("lost", every.stream().mapToLong(ClaimRound::lost).sum());
    figures.put("doubled", every.stream().mapToLong(ClaimRound::doubled).sum());
    return figures;
  }

  private static void addChaos(Map<String, Object> figures, ChaosReport chaos) {
    figures.merge("lost", (long) chaos.lost().size(), (a, b) -> (Long) a + (Long) b);
    figures.merge("doubled", (long) chaos.doubled().size(), (a, b) -> (Long) a + (Long) b);
    figures.put("recovery_p50_s", chaos.recovery(50));
    figures.put("recovery_s", chaos.recoverySeconds());
  }

  private static double median(List<ClaimRound> rounds) {
    return Percentiles.median(rounds.stream().map(ClaimRound::perSecond).toList());
  }

  private static List<Long> claimNanos(List<ClaimRound> rounds) {
    return rounds.stream().map(ClaimRound::claimNanos).flatMap(List::stream).toList();
  }

  private static String rate(String who, int round, double perSecond) {
    return String.format(Locale.ROOT, "%s, round %d: %.0f per second", who, round, perSecond);
  }
}
