// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Locale;

/** What an event of a job is about. */
public enum JobEventType {
  /** {@code {"state": …, "attempt": …}}. */
  STATE,
  /** {@code {"phase": …, "completed": …, "total": …, "unit": …}}. */
  PROGRESS,
  /** {@code {"name": …, "step": …, "value": …}}. */
  METRIC,
  /** {@code {"message": …}}. */
  LOG;

  /** The name in the database and on the wire. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static JobEventType of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
