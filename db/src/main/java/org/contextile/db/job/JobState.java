// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** The state of a job. {@link JobTransitions} says what leads from one state to another. */
public enum JobState {
  /** Waits for jobs that it depends on. */
  BLOCKED,
  /** Waits for a worker, or for its {@code runAfter}. */
  QUEUED,
  /** Leased to a worker. */
  RUNNING,
  /** Leased to a worker that is to stop. */
  CANCELLING,
  /** Done; its result was published in the same transaction. */
  SUCCEEDED,
  /** Given up, with a problem that says why. */
  FAILED,
  /** Stopped by a user. */
  CANCELLED;

  /** Whether no worker will touch the job again, unless a user retries it. */
  public boolean terminal() {
    return switch (this) {
      case BLOCKED, QUEUED, RUNNING, CANCELLING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }

  /** Whether the job waits for others or for a worker. */
  public boolean waiting() {
    return this == BLOCKED || this == QUEUED;
  }

  /** Whether a worker holds a lease on the job. */
  public boolean leased() {
    return this == RUNNING || this == CANCELLING;
  }
}
