// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.features;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Ways of doing the same work, which take turns so that a machine that slows down slows all of
 * them. Ratios are of the same round, since only these saw the same machine.
 */
final class Rounds {
  private final Map<String, List<Double>> rates = new LinkedHashMap<>();

  /** A way: its name, and the work, which gives how much it does a second. */
  record Way(String name, Callable<Double> work) {}

  /** One round; every other one goes through the ways from the last to the first. */
  void round(List<Way> ways) throws Exception {
    boolean forward = rates.values().stream().mapToInt(List::size).max().orElse(0) % 2 == 0;
    for (Way way : forward ? ways : ways.reversed()) {
      double rate = way.work().call();
      rates.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(rate);
    }
    System.out.println(
        "  "
            + String.join(
                ", ",
                ways.stream()
                    .map(it -> "%s %.1f/s".formatted(it.name(), of(it.name()).getLast()))
                    .toList()));
  }

  /** The median of a way's rates. */
  double median(String name) {
    return middle(of(name));
  }

  /** The median of the rounds' ratios. */
  double ratio(String of, String to) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < of(of).size(); i++) {
      ratios.add(of(of).get(i) / of(to).get(i));
    }
    return middle(ratios);
  }

  private List<Double> of(String name) {
    return rates.getOrDefault(name, List.of());
  }

  private static double middle(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
