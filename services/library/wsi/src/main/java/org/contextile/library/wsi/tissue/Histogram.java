// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * How often each grey level occurs.
 *
 * @param counts by grey level, 0 to 255
 * @param count of all
 */
@SuppressWarnings("ArrayRecordComponent") // looked into, never compared
record Histogram(long[] counts, long count) {
  /** Of the grey levels of those pixels, by index, that are chosen. */
  static Histogram of(int pixels, IntPredicate chosen, IntUnaryOperator grey) {
    var counts = new long[256];
    long count = 0;
    for (int i = 0; i < pixels; i++) {
      if (chosen.test(i)) {
        counts[grey.applyAsInt(i)]++;
        count++;
      }
    }
    return new Histogram(counts, count);
  }

  /** The most frequent grey level, the lowest of several. */
  int mode() {
    int mode = 0;
    for (int i = 1; i < counts.length; i++) {
      mode = counts[i] > counts[mode] ? i : mode;
    }
    return mode;
  }

  /** The lowest grey level that this part of all does not exceed; 0 of none. */
  int quantile(double part) {
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i];
      if (count > 0 && below >= part * count) {
        return i;
      }
    }
    return 0;
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += (double) i * counts[i];
    }
    return sum / count;
  }

  double deviation() {
    double mean = mean();
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += (i - mean) * (i - mean) * counts[i];
    }
    return Math.sqrt(sum / count);
  }
}
