// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobState;

/**
 * What a chaos run found.
 *
 * @param duration how long calamities happened
 * @param submitted jobs acknowledged
 * @param states jobs by the state that they ended in
 * @param calamities by kind
 * @param attempts ended attempts by outcome
 * @param starts processes of workers that were started
 * @param lost jobs that were acknowledged and did not end as they must, or lack their effect
 * @param doubled effects and submissions that are there twice, or without a success
 * @param changed jobs that left a terminal state by themselves
 * @param poisoned jobs that killed their workers
 * @param poisonFaults those of them, and of those that wait for them, that did not fail as they
 *     must
 * @param silent workers that did no job any more once the calamities were over
 * @param faults what else went wrong
 * @param recoveries how soon work went on, the slowest first; see {@link Recoveries}
 */
public record ChaosReport(
    long seed,
    Duration duration,
    int submitted,
    Map<JobState, Long> states,
    Map<CalamityKind, Long> calamities,
    Map<AttemptOutcome, Long> attempts,
    int starts,
    List<String> lost,
    List<String> doubled,
    List<String> changed,
    int poisoned,
    List<String> poisonFaults,
    List<String> silent,
    List<String> faults,
    List<Recoveries.Recovery> recoveries) {
  private static final int SLOWEST = 8;
  private static final int LISTED = 20;

  /** Whether the queue fulfilled its promises. */
  public boolean sound() {
    return lost.isEmpty()
        && doubled.isEmpty()
        && changed.isEmpty()
        && poisonFaults.isEmpty()
        && silent.isEmpty()
        && faults.isEmpty()
        && recoveries.stream().allMatch(it -> it.seconds().isPresent());
  }

  /** The slowest recovery in seconds, 0 when there was none. */
  public double recoverySeconds() {
    return recovery(100);
  }

  /** The percentile of the recoveries in seconds, by nearest rank. */
  public double recovery(double percent) {
    double[] sorted =
        recoveries.stream()
            .map(Recoveries.Recovery::seconds)
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    int rank = Math.max(1, (int) Math.ceil(percent / 100 * sorted.length));
    return sorted.length == 0 ? 0 : sorted[rank - 1];
  }

  /** The report's one line of figures. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bench", "chaos");
    figures.put("seed", seed);
    figures.put("minutes", duration.toMillis() / 60_000.0);
    figures.put("submitted", submitted);
    figures.put("succeeded", states.getOrDefault(JobState.SUCCEEDED, 0L));
    figures.put("calamities", calamities.values().stream().mapToLong(Long::longValue).sum());
    figures.put("lost", lost.size());
    figures.put("doubled", doubled.size());
    figures.put("recovery_p50_s", recovery(50));
    figures.put("recovery_s", recoverySeconds());
    return figures;
  }

  /** The report for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "Jobs submitted", submitted);
    line(text, "Jobs by state", states);
    line(text, "Calamities", calamities);
    line(text, "Attempts by outcome", attempts);
    line(text, "Processes of workers started", starts);
    line(text, "Poisoned jobs", poisoned);
    section(text, "Lost", lost);
    section(text, "Doubled", doubled);
    section(text, "Terminal states that changed", changed);
    section(text, "Poisoned jobs that did not fail as they must", poisonFaults);
    section(text, "Workers that did nothing more", silent);
    section(text, "Other faults", faults);
    section(
        text,
        "Slowest of " + recoveries.size() + " recoveries",
        recoveries.stream().limit(SLOWEST).map(ChaosReport::line).toList());
    return text.toString();
  }

  private static String line(Recoveries.Recovery recovery) {
    OptionalDouble seconds = recovery.seconds();
    return "%s %s %s"
        .formatted(
            recovery.kind(),
            recovery.victim(),
            seconds.isPresent()
                ? String.format(Locale.ROOT, "%.1f s", seconds.getAsDouble())
                : "not seen");
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  private static void section(StringBuilder text, String name, List<String> items) {
    line(text, name, items.isEmpty() ? "none" : items.size());
    items.stream().limit(LISTED).forEach(it -> text.append("  ").append(it).append('\n'));
  }
}
