// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.UUID;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;
import tools.jackson.databind.json.JsonMapper;

/** The problems (RFC 9457) that the queue itself finds in a job. */
final class JobProblems {
  private static final JsonMapper JSON = new JsonMapper();

  private JobProblems() {}

  static String dependencyFailed(UUID cause) {
    return json(
        ProblemType.DEPENDENCY_FAILED.with("Job " + cause + " failed or was cancelled.").of(cause));
  }

  /**
   * Some children are lost.
   *
   * @param retryable whether those may succeed another time
   */
  static String childFailed(JobChildren children, UUID first, boolean retryable) {
    Problem problem =
        ProblemType.CHILD_FAILED
            .with(
                "Of %d child jobs %d failed and %d were cancelled, the first of them %s. What succeeded stays: retry this job to repeat the others."
                    .formatted(children.total(), children.failed(), children.cancelled(), first))
            .of(first);
    return JSON.writeValueAsString(problem.body().retryable(retryable));
  }

  static String workerLost(int attempt, String worker) {
    return json(
        ProblemType.WORKER_LOST.with(
            "The lease of attempt " + attempt + " on worker " + worker + " expired."));
  }

  private static String json(Problem problem) {
    return JSON.writeValueAsString(problem.body());
  }
}
