// SPDX-License-Identifier: Apache-2.0
/**
 * Running jobs: claiming them, keeping their leases, and publishing what they make.
 *
 * <p>How a job ends: its {@link org.contextile.jobs.worker.JobHandler} returns a {@link
 * org.contextile.jobs.worker.JobEnding}, either the result, which is published and ends the job, or
 * children, after which it is run again. It throws a {@link
 * org.contextile.api.problem.ProblemException} where another attempt would meet the same problem:
 * the job fails. Any other exception ends the attempt alone, and the job is tried again until its
 * attempts have run out. A job that is asked to stop, by its cancellation, by the end of its
 * process or by the loss of its lease, leaves by a {@link
 * org.contextile.jobs.worker.JobStoppedException}. {@link org.contextile.jobs.worker.RunningJobs}
 * tells the queue which of these it was.
 */
@NullMarked
package org.contextile.jobs.worker;

import org.jspecify.annotations.NullMarked;
