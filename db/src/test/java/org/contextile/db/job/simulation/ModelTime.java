// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

/**
 * Time in the simulation. It passes in whole hours; what runs out does so at least ten minutes off
 * the hour, so that the moments which a real database takes for an operation change no outcome.
 */
final class ModelTime {
  /** Of the model's clock, which moves by one at each operation. */
  static final long TICKS_PER_MINUTE = 1_000_000;

  static final int BACKOFF_MINUTES = 50;
  static final int LONGEST_BACKOFF_MINUTES = 400;

  private ModelTime() {}

  /** Half an hour and so many hours. */
  static int betweenHours(int hours) {
    return 30 + 60 * hours;
  }

  /** The wait after so many failures: twice as long each time, up to a limit. */
  static int backoffMinutes(int failures) {
    int minutes = BACKOFF_MINUTES;
    for (int i = 1; i < failures && minutes < LONGEST_BACKOFF_MINUTES; i++) {
      minutes *= 2;
    }
    return Math.min(minutes, LONGEST_BACKOFF_MINUTES);
  }
}
