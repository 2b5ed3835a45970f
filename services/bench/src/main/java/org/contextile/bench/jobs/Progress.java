// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.jobs;

/** Lines that tell how far the measurement is. */
final class Progress {
  private static final long START = System.nanoTime();

  private Progress() {}

  static void say(String message) {
    System.out.printf("[%4d s] %s%n", (System.nanoTime() - START) / 1_000_000_000, message);
  }
}
