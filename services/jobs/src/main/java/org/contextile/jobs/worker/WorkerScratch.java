// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a worker's jobs keep temporary files, from its start to its end. */
final class WorkerScratch {

  private final @Nullable Path parent;
  private @Nullable ScratchSpace space;

  /**
   * @param parent the system's folder for temporary files if null
   */
  WorkerScratch(@Nullable Path parent) {
    this.parent = parent;
  }

  /** Makes the folder, unless it is there still. */
  synchronized void begin() throws IOException {
    if (space == null) {
      space = ScratchSpace.open(parent);
    }
  }

  /**
   * A folder for one run of a job, also where a cleaner took the worker's.
   *
   * @throws IOException if none can be made, or the worker has ended
   */
  synchronized Scratch of(UUID job) throws IOException {
    if (space == null) {
      throw new IOException("the worker has stopped");
    }
    if (!space.exists()) {
      space.close();
      space = ScratchSpace.open(parent);
    }
    return space.of(job);
  }

  /** Removes the temporary files of all jobs, of which none runs any more or matters. */
  synchronized void end() {
    if (space != null) {
      space.close();
      space = null;
    }
  }
}
