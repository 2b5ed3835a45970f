// SPDX-License-Identifier: Apache-2.0
package org.contextile.platform.problem;

/**
 * Carries a {@link Problem}. Thrown by a controller it becomes the answer; thrown by a job's
 * handler it fails the job for good, since trying again would meet the same problem.
 */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  public ProblemException(Problem problem, Throwable cause) {
    super(problem.detail(), cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }

  /** Input that was understood and cannot be used. {@code type} is without the prefix. */
  public static ProblemException unprocessable(String type, String title, String detail) {
    return new ProblemException(Problem.of(type, title, 422, detail));
  }

  /** A resource that the caller's workspace does not have. */
  public static ProblemException notFound(String what, Object id) {
    return new ProblemException(
        Problem.of("not-found", "Not found", 404, "There is no " + what + " " + id + "."));
  }

  /** A request that the resource's present state does not allow. */
  public static ProblemException conflict(String type, String title, String detail) {
    return new ProblemException(Problem.of(type, title, 409, detail));
  }
}
