// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.event;

import java.util.Optional;
import java.util.UUID;
import org.contextile.db.job.JobView;
import org.contextile.db.job.WorkspaceEvent;

/** Hears of new events from the feed, on its thread: what it does then is short. */
public interface EventFollower {

  /** The job whose children's sum is to be told, if there is one. */
  default Optional<UUID> parent() {
    return Optional.empty();
  }

  /**
   * An event, of whatever job.
   *
   * @param resume an id up to which no event can come any more
   */
  void offer(WorkspaceEvent event, long resume);

  /** What the children of a job have done together, be it {@link #parent()} or another. */
  default void offer(JobView parent) {}

  /** Nothing more will come. */
  void stop();
}
