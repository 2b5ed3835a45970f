// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.worker;

import org.contextile.db.job.JobKind;

/** Does the jobs of one kind. A bean of this type makes its process a worker for the kind. */
public interface JobHandler {

  JobKind kind();

  /**
   * Does the job and returns what to publish, or children to wait for. May run more than once for
   * the same job, and must then come to the same result; nothing it does may be visible before
   * {@link JobResult#publish} or {@link JobContext#publish} runs.
   *
   * @throws org.contextile.api.problem.ProblemException if trying again would not help
   * @throws JobStoppedException if {@link JobContext#checkStop} asked for it
   * @throws Exception if trying again may help
   */
  JobEnding run(JobContext job) throws Exception;
}
