// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import java.util.Optional;

/** The transition table of jobs: the one place that says what follows from what. */
public final class JobTransitions {
  private JobTransitions() {}

  /** The state after {@code action} in {@code state}; empty when the action is refused there. */
  public static Optional<JobState> next(JobState state, JobAction action) {
    return Optional.ofNullable(
        switch (state) {
          case BLOCKED ->
              switch (action) {
                case UNBLOCK -> JobState.QUEUED;
                case DEPENDENCY_FAILED -> JobState.FAILED;
                case CANCEL -> JobState.CANCELLED;
                case RETRY, RETRY_BLOCKED -> JobState.BLOCKED;
                case CLAIM, SUCCEED, FAIL, BACK_OFF, DIVIDE, RELEASE, STOP -> null;
              };
          case QUEUED ->
              switch (action) {
                case CLAIM -> JobState.RUNNING;
                case CANCEL -> JobState.CANCELLED;
                case RETRY, RETRY_BLOCKED -> JobState.QUEUED;
                case UNBLOCK, DEPENDENCY_FAILED, SUCCEED, FAIL, BACK_OFF, DIVIDE, RELEASE, STOP ->
                    null;
              };
          case RUNNING ->
              switch (action) {
                case SUCCEED -> JobState.SUCCEEDED;
                case FAIL -> JobState.FAILED;
                case BACK_OFF, RELEASE -> JobState.QUEUED;
                case DIVIDE -> JobState.BLOCKED;
                case CANCEL -> JobState.CANCELLING;
                case RETRY, RETRY_BLOCKED -> JobState.RUNNING;
                case UNBLOCK, DEPENDENCY_FAILED, CLAIM, STOP -> null;
              };
          case CANCELLING ->
              switch (action) {
                case SUCCEED, FAIL, BACK_OFF, DIVIDE, RELEASE, STOP -> JobState.CANCELLED;
                case CANCEL -> JobState.CANCELLING;
                case UNBLOCK, DEPENDENCY_FAILED, CLAIM, RETRY, RETRY_BLOCKED -> null;
              };
          case FAILED, CANCELLED ->
              switch (action) {
                case RETRY -> JobState.QUEUED;
                case RETRY_BLOCKED -> JobState.BLOCKED;
                case UNBLOCK,
                    DEPENDENCY_FAILED,
                    CLAIM,
                    SUCCEED,
                    FAIL,
                    BACK_OFF,
                    DIVIDE,
                    RELEASE,
                    STOP,
                    CANCEL ->
                    null;
              };
          case SUCCEEDED -> null;
        });
  }

  /**
   * The table as GitHub Markdown, one row an action and one column a state; a dash where an action
   * is refused.
   */
  public static String markdown() {
    StringBuilder table = new StringBuilder("| |");
    for (JobState state : JobState.values()) {
      table.append(" `").append(state).append("` |");
    }
    table.append("\n|---|").append("---|".repeat(JobState.values().length)).append('\n');
    for (JobAction action : JobAction.values()) {
      table.append("| ").append(action.description()).append(" |");
      for (JobState state : JobState.values()) {
        table
            .append(' ')
            .append(next(state, action).map(next -> "`" + next + "`").orElse("–"))
            .append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }
}
