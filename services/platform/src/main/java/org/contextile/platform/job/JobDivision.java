// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.job;

import java.util.List;

/**
 * The job's work, divided among children that any workers may do. When all have succeeded the job
 * runs once more, to sum up; it is not {@link JobContext#divisible} then.
 *
 * @param parts at least one
 */
public record JobDivision(List<Part> parts) implements JobEnding {

  public JobDivision {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("A job cannot be divided into nothing");
    }
  }

  /**
   * A child's work.
   *
   * @param request as the API's model, of the kind that the job's own request is
   * @param phase what its progress is about from the beginning
   * @param total how many units it is; the whole's total is the sum of its parts'
   * @param unit such as "tiles"
   * @param inputDigests artifacts that must not be discarded before the child ends
   */
  public record Part(
      Object request, String phase, long total, String unit, List<String> inputDigests) {}
}
