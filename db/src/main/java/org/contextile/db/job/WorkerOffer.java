// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/**
 * What a worker has for the jobs that it runs at once.
 *
 * @param gpus how many jobs that need a GPU it may run at once
 * @param memoryBytes how much main memory it has
 */
public record WorkerOffer(int gpus, long memoryBytes) {
  /** Suits every job. */
  public static final WorkerOffer EVERYTHING = new WorkerOffer(Integer.MAX_VALUE, Long.MAX_VALUE);

  public WorkerOffer {
    if (gpus < 0 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "A worker with %d GPUs and %d bytes of memory".formatted(gpus, memoryBytes));
    }
  }

  /** Whether a job of these needs would have room in all of it. */
  public boolean fits(JobNeeds needs) {
    return (gpus > 0 || !needs.gpu()) && needs.memoryBytes() <= memoryBytes;
  }

  /** What is left beside a job of these needs; nothing where there is less than it needs. */
  public WorkerOffer without(JobNeeds needs) {
    return new WorkerOffer(
        needs.gpu() ? Math.max(0, gpus - 1) : gpus, Math.max(0, memoryBytes - needs.memoryBytes()));
  }

  /** The less of both, of each thing. */
  public WorkerOffer atMost(WorkerOffer other) {
    return new WorkerOffer(Math.min(gpus, other.gpus), Math.min(memoryBytes, other.memoryBytes));
  }
}
