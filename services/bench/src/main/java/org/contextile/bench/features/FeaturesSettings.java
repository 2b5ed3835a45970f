// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is measured.
 *
 * @param python with what the script imports
 * @param script of the contenders
 * @param shared folder with real tiles and weights; may be missing
 * @param widthPx of the slide
 * @param heightPx of the slide
 * @param rounds in which everything takes turns
 * @param tiles that are read in a round
 * @param patches that go through the small network in a round
 * @param only the part that is measured, one of {@link #PARTS}; empty for all but {@code memory}
 * @param large whether a slide of 100,000 × 80,000 px is written and extracted, which takes minutes
 */
record FeaturesSettings(
    Path python,
    Path script,
    Path shared,
    int widthPx,
    int heightPx,
    int rounds,
    int tiles,
    int patches,
    String only,
    boolean large) {
  private static final List<String> PARTS = List.of("reading", "tissue", "extraction", "memory");

  FeaturesSettings {
    if (!only.isEmpty() && !PARTS.contains(only)) {
      throw new IllegalArgumentException(
          "BENCH_ONLY=" + only + " is none of " + String.join(", ", PARTS));
    }
  }

  static FeaturesSettings of(String[] arguments, Map<String, String> environment) {
    return new FeaturesSettings(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        Path.of(arguments[2]),
        number(environment, "BENCH_W", 17_760),
        number(environment, "BENCH_H", 23_760),
        number(environment, "BENCH_ROUNDS", 3),
        number(environment, "BENCH_TILES", 1500),
        number(environment, "BENCH_PATCHES", 768),
        environment.getOrDefault("BENCH_ONLY", "").strip(),
        number(environment, "BENCH_LARGE", 0) > 0);
  }

  boolean measures(String part) {
    return only.isEmpty() || only.equals(part);
  }

  boolean measuresMemory() {
    return only.equals("memory") || (only.isEmpty() && large);
  }

  /** Those of a round, another stretch of all for each. */
  int from(int round, int all, int count) {
    return all <= count ? 0 : (int) ((long) round * (all - count) / Math.max(1, rounds));
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    String text = environment.getOrDefault(name, "").strip();
    return text.isEmpty() ? otherwise : Integer.parseInt(text);
  }
}
