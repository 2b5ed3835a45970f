// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

/**
 * An operation that was played.
 *
 * @param firstJob number of the first of the jobs that it added
 * @param jobs how many it added
 * @param firstGrant number of the first of the grants that it got
 * @param grants how many it got
 */
record Recorded(Operation operation, int firstJob, int jobs, int firstGrant, int grants) {}
