// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The operations of a simulation with their answers, as far as it came. */
final class Trace {
  private final List<String> lines = new ArrayList<>();

  void began(Operation operation) {
    lines.add(operation.toString());
  }

  void answered(Operation operation, Answer answer) {
    lines.set(lines.size() - 1, operation + " -> " + answer);
  }

  int size() {
    return lines.size();
  }

  /** One line an operation, counted from 0. */
  String numbered() {
    return IntStream.range(0, lines.size())
        .mapToObj(i -> "%4d %s".formatted(i, lines.get(i)))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
