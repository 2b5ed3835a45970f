// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

/** What can happen to a job. */
public enum JobAction {
  /** The last of the jobs that it depends on, or of its children, succeeded. */
  UNBLOCK("its last dependency or child succeeded"),
  /**
   * A job that it depends on failed or was cancelled; or one of its children did, and all have
   * ended.
   */
  DEPENDENCY_FAILED("a dependency or a child failed or was cancelled"),
  /** A worker took it. */
  CLAIM("a worker claims it"),
  /** Its worker finished it. */
  SUCCEED("its worker finished it"),
  /** It failed for good: not worth repeating, or no attempts left. */
  FAIL("it failed for good, or its attempts are used up"),
  /** It failed or its lease expired, and attempts are left. */
  BACK_OFF("it failed or its lease expired, attempts are left"),
  /** Its worker divided the work among children. */
  DIVIDE("its worker ends with children"),
  /** Its worker handed it back unharmed, as at a shutdown. */
  RELEASE("its worker hands it back"),
  /** Its worker stopped because it was asked to. */
  STOP("its worker stopped as asked"),
  /** A user cancels it. */
  CANCEL("a user cancels it"),
  /** A user retries it, and nothing that it depends on is outstanding. */
  RETRY("a user retries it"),
  /** A user retries it or what it depends on, which is not done yet. */
  RETRY_BLOCKED("a user retries it or its dependency, which is outstanding");

  private final String description;

  JobAction(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }
}
