// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.time.Duration;

/**
 * How many unfinished jobs of a kind there are, in all workspaces.
 *
 * @param ready those that a worker with what they need may claim now
 * @param delayed those whose time has not come
 * @param blocked those that wait for other jobs
 * @param running those that a worker holds
 * @param oldest how long the oldest ready one has been ready; zero when there is none
 */
public record JobDepth(long ready, long delayed, long blocked, long running, Duration oldest) {
  public static final JobDepth EMPTY = new JobDepth(0, 0, 0, 0, Duration.ZERO);
}
