// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/**
 * What a worker has that a job may need.
 *
 * @param gpu whether it has a GPU
 * @param memoryBytes how much main memory it has
 */
public record WorkerOffer(boolean gpu, long memoryBytes) {
  /** Suits every job. */
  public static final WorkerOffer EVERYTHING = new WorkerOffer(true, Long.MAX_VALUE);

  public WorkerOffer {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("Negative memory: " + memoryBytes);
    }
  }
}
