// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Adds up the time of the parts of a step. */
final class Stopwatch {

  enum Part {
    WAITING,
    PIXELS,
    TEACHER,
    STUDENT,
    BACKWARD,
    OPTIMISER
  }

  private final Map<Part, Duration> laps = new EnumMap<>(Part.class);
  private long mark = System.nanoTime();

  /** Counts the time since the last call, or since the beginning, to a part. */
  void lap(Part part) {
    long now = System.nanoTime();
    laps.merge(part, Duration.ofNanos(now - mark), Duration::plus);
    mark = now;
  }

  StepTimes times() {
    return new StepTimes(
        of(Part.WAITING),
        of(Part.PIXELS),
        of(Part.TEACHER),
        of(Part.STUDENT),
        of(Part.BACKWARD),
        of(Part.OPTIMISER));
  }

  private Duration of(Part part) {
    return laps.getOrDefault(part, Duration.ZERO);
  }
}
