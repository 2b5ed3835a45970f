// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mil.head;

/** What a head is made with; one record per head. */
public sealed interface HeadSettings permits AbmilSettings, MeanPoolingSettings {

  /** Length L of a tile's embedding, at least one. */
  int hidden();

  /** Share of the embedding that is dropped while training, in [0, 1); rounded to 1/256. */
  double dropout();

  /** How many of the 256 values of a byte of noise drop a number. */
  default int dropped() {
    return Math.min(255, (int) Math.round(dropout() * 256));
  }

  /** Checks what all heads have. */
  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /**
   * Checks a width and a dropout.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  static void check(int hidden, double dropout) {
    check(hidden >= 1, "hidden must be positive: " + hidden);
    check(dropout >= 0 && dropout < 1, "dropout must be in [0, 1): " + dropout);
  }
}
