// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** What a worker learns from a heartbeat. */
public enum Heartbeat {
  /** The lease was extended: go on. */
  HELD,
  /**
   * The lease was extended, but a user cancelled the job: stop, then say so with {@link
   * JobQueue#cancelled}.
   */
  CANCEL_REQUESTED,
  /** The lease is gone: stop and write nothing more. */
  LOST
}
