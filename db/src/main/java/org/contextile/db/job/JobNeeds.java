// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/**
 * What a job needs of the worker that does it; see {@link WorkerOffer}.
 *
 * @param gpu whether it needs a GPU
 * @param memoryBytes main memory, 0 for no demand
 */
public record JobNeeds(boolean gpu, long memoryBytes) {
  public static final JobNeeds NOTHING = new JobNeeds(false, 0);

  public JobNeeds {
    if (memoryBytes < 0) {
      throw new IllegalArgumentException("Negative memory: " + memoryBytes);
    }
  }
}
