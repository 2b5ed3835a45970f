// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.time.Duration;

/**
 * How a run is set up.
 *
 * @param workers worker processes
 * @param lease how long a job is held without a heartbeat
 * @param poll how often an idle worker looks for jobs without being told
 * @param sweep how often expired leases are looked for
 * @param perSecond jobs submitted per second
 * @param poison how often a job is submitted that kills whoever works on it
 * @param longestCut how long a worker may be frozen or cut off at most
 * @param drain how long the jobs may take to end once the calamities have
 * @param unfenced whether long jobs write their effect outside of the fenced publication: such a
 *     run must find doubled effects, or it proves nothing
 */
record ChaosSettings(
    int workers,
    Duration lease,
    Duration poll,
    Duration sweep,
    double perSecond,
    Duration poison,
    Duration longestCut,
    Duration drain,
    boolean unfenced) {
  private static final Duration LONG_RUN = Duration.ofMinutes(10);

  ChaosSettings {
    if (workers < 1 || perSecond <= 0) {
      throw new IllegalArgumentException("%d workers, %f jobs".formatted(workers, perSecond));
    }
  }

  /** What {@code make chaos} does: in a long run workers are away for minutes, too. */
  static ChaosSettings of(Duration duration) {
    boolean isLong = duration.compareTo(LONG_RUN) >= 0;
    return new ChaosSettings(
        3,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1),
        isLong ? 5 : 3,
        Duration.ofSeconds(isLong ? 60 : 35),
        isLong ? Duration.ofMinutes(3) : Duration.ofSeconds(9),
        isLong ? Duration.ofMinutes(10) : Duration.ofMinutes(2),
        false);
  }

  ChaosSettings withUnfenced(boolean value) {
    return new ChaosSettings(
        workers, lease, poll, sweep, perSecond, poison, longestCut, drain, value);
  }
}
