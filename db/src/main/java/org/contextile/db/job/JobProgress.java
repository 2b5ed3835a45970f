// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import org.jspecify.annotations.Nullable;

/**
 * How far a job is: {@code completed} of {@code total} {@code unit}s in {@code phase}; a total of 0
 * is unknown.
 */
public record JobProgress(
    @Nullable String phase, long completed, long total, @Nullable String unit) {
  public JobProgress {
    if (completed < 0 || total < 0) {
      throw new IllegalArgumentException("Negative progress: %d of %d".formatted(completed, total));
    }
  }
}
