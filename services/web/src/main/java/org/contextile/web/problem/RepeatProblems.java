// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.problem;

import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemType;

/** What a request with the key of another gets. */
public final class RepeatProblems {
  /** The same request is being carried out. */
  public static final Problem IN_PROGRESS =
      ProblemType.REQUEST_IN_PROGRESS.with(
          "The request with this Idempotency-Key is still being answered.");

  /** The key belongs to another request. */
  public static final Problem KEY_REUSED =
      ProblemType.IDEMPOTENCY_KEY_REUSED.with(
          "This Idempotency-Key came with another request before: use a fresh one.");

  /** When to repeat a request that is in progress. */
  public static final String SECONDS_TO_WAIT = "1";

  private RepeatProblems() {}
}
