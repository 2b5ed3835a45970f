// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The problems (RFC 9457) that the queue itself finds in a job. */
final class JobProblems {
  static final String DEPENDENCY_FAILED = "/problems/dependency-failed";
  static final String CHILD_FAILED = "/problems/child-failed";
  static final String WORKER_LOST = "/problems/worker-lost";

  private static final JsonMapper JSON = new JsonMapper();

  private JobProblems() {}

  static String dependencyFailed(UUID cause) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", DEPENDENCY_FAILED);
    problem.put("title", "A job that this one depends on did not succeed");
    problem.put("status", 424);
    problem.put("detail", "Job " + cause + " failed or was cancelled.");
    problem.put("job", cause.toString());
    return JSON.writeValueAsString(problem);
  }

  static String childFailed(JobChildren children, UUID first) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", CHILD_FAILED);
    problem.put("title", "A part of the job did not succeed");
    problem.put("status", 424);
    problem.put(
        "detail",
        "Of %d child jobs %d failed and %d were cancelled, the first of them %s. What succeeded is kept: retry this job to repeat the others."
            .formatted(children.total(), children.failed(), children.cancelled(), first));
    problem.put("job", first.toString());
    return JSON.writeValueAsString(problem);
  }

  static String workerLost(int attempt, String worker) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", WORKER_LOST);
    problem.put("title", "The worker was lost");
    problem.put("status", 500);
    problem.put("detail", "The lease of attempt " + attempt + " on worker " + worker + " expired.");
    return JSON.writeValueAsString(problem);
  }
}
