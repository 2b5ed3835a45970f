// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JobTransitionsTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # action,          BLOCKED,   QUEUED,    RUNNING,    CANCELLING, SUCCEEDED, FAILED,  CANCELLED
          UNBLOCK,           QUEUED,    -,         -,          -,          -,         -,       -
          DEPENDENCY_FAILED, FAILED,    -,         -,          -,          -,         -,       -
          CLAIM,             -,         RUNNING,   -,          -,          -,         -,       -
          SUCCEED,           -,         -,         SUCCEEDED,  CANCELLED,  -,         -,       -
          FAIL,              -,         -,         FAILED,     CANCELLED,  -,         -,       -
          BACK_OFF,          -,         -,         QUEUED,     CANCELLED,  -,         -,       -
          DIVIDE,            -,         -,         BLOCKED,    CANCELLED,  -,         -,       -
          RELEASE,           -,         -,         QUEUED,     CANCELLED,  -,         -,       -
          STOP,              -,         -,         -,          CANCELLED,  -,         -,       -
          CANCEL,            CANCELLED, CANCELLED, CANCELLING, CANCELLING, -,         -,       -
          RETRY,             BLOCKED,   QUEUED,    RUNNING,    -,          -,         QUEUED,  QUEUED
          RETRY_BLOCKED,     BLOCKED,   QUEUED,    RUNNING,    -,          -,         BLOCKED, BLOCKED
          """)
  void everyActionLeadsWhereTheTableSays(
      JobAction action,
      String blocked,
      String queued,
      String running,
      String cancelling,
      String succeeded,
      String failed,
      String cancelled) {
    List<String> expected =
        List.of(blocked, queued, running, cancelling, succeeded, failed, cancelled);

    assertThat(
            Arrays.stream(JobState.values())
                .map(state -> JobTransitions.next(state, action).map(JobState::name).orElse("-")))
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(JobAction.class)
  void onlyAUsersRetryLeavesATerminalState(JobAction action) {
    for (JobState state : JobState.values()) {
      if (state.terminal() && JobTransitions.next(state, action).isPresent()) {
        assertThat(action).isIn(JobAction.RETRY, JobAction.RETRY_BLOCKED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(JobAction.class)
  void onlyAClaimGivesOutALease(JobAction action) {
    for (JobState state : JobState.values()) {
      boolean gained =
          !state.leased() && JobTransitions.next(state, action).map(JobState::leased).orElse(false);
      assertThat(gained)
          .as("%s in %s", action, state)
          .isEqualTo(action == JobAction.CLAIM && state == JobState.QUEUED);
    }
  }

  @Test
  void theTableIsRenderedForTheDocumentation() {
    assertThat(JobTransitions.markdown().lines())
        .hasSize(2 + JobAction.values().length)
        .contains("| a worker claims it | – | `RUNNING` | – | – | – | – | – |");
  }
}
