// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

import java.util.Collection;

/** Order statistics by nearest rank. */
final class Percentiles {
  private static final double NANOS_PER_MS = 1e6;

  private Percentiles() {}

  /** The {@code percent}th percentile of nanoseconds, in milliseconds. */
  static double ms(Collection<Long> nanos, double percent) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(rank, 1) - 1] / NANOS_PER_MS;
  }

  static double median(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
