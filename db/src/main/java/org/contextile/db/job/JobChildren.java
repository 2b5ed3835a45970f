// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** How many children a job has, and how many of them have ended, and how. */
public record JobChildren(int total, int succeeded, int failed, int cancelled) {
  public static final JobChildren NONE = new JobChildren(0, 0, 0, 0);

  /** How many are still to be done. */
  public int unfinished() {
    return total - succeeded - failed - cancelled;
  }

  /** Whether none of them is still to be done. */
  public boolean ended() {
    return unfinished() == 0;
  }
}
