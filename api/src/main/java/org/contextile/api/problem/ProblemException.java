// SPDX-License-Identifier: Apache-2.0
package org.contextile.api.problem;

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

  public ProblemException(ProblemType type, String detail) {
    this(type.with(detail));
  }

  public ProblemException(ProblemType type, String detail, Throwable cause) {
    this(type.with(detail), cause);
  }

  public Problem problem() {
    return problem;
  }

  /** A resource that the caller's workspace does not have. */
  public static ProblemException notFound(String what, Object id) {
    return new ProblemException(ProblemType.NOT_FOUND, "There is no " + what + " " + id + ".");
  }

  /** Memory that does not suffice, even for the smallest batch. */
  public static ProblemException outOfMemory(String detail) {
    return new ProblemException(ProblemType.OUT_OF_MEMORY, detail);
  }
}
