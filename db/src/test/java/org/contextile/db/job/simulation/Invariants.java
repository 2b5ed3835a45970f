// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.contextile.db.job.JobAction;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobTransitions;

/** What is true of every queue at any moment, however users and workers behave. */
final class Invariants {
  private Invariants() {}

  /** After an operation, which found the jobs as {@code before} says. */
  static void check(
      Operation operation, Answer answer, List<JobFacts> before, List<JobFacts> after) {
    assertThat(after.size()).as("no job disappears").isGreaterThanOrEqualTo(before.size());
    switch (operation) {
      case Operation.UnderGrant write -> checkFence(write, answer, before, after);
      case Operation.Claim claim -> ClaimInvariants.check(claim, answer, before, after);
      case Operation.Unheard _ ->
          assertThat(after).as("what the queue does not hear of changes nothing").isEqualTo(before);
      default -> {}
    }
    for (int i = 0; i < after.size(); i++) {
      JobFacts job = after.get(i);
      checkDependencies(i, job, after);
      // What is true of a job alone stays true while it stays the same.
      if (i >= before.size()) {
        checkAlone(i, job);
      } else if (!job.equals(before.get(i))) {
        checkAlone(i, job);
        checkStep(i, operation, before.get(i), job);
        ParentInvariants.checkStep(i, operation, before.get(i), job);
      }
    }
    ParentInvariants.check(after);
  }

  private static void checkFence(
      Operation.UnderGrant write, Answer answer, List<JobFacts> before, List<JobFacts> after) {
    boolean live = before.stream().anyMatch(job -> job.liveGrants().contains(write.grant()));
    assertThat(answer.equals(Answer.LOST))
        .as("only a live token writes, and a live token is not refused")
        .isEqualTo(!live);
    if (!live) {
      assertThat(after).as("a stale token changes nothing").isEqualTo(before);
    }
  }

  private static void checkAlone(int number, JobFacts job) {
    TraceInvariants.check(number, job);
    assertThat(job.liveGrants()).as("live tokens of job %d", number).hasSizeLessThanOrEqualTo(1);
    if (!job.state().leased()) {
      assertThat(job.liveGrants()).as("tokens of job %d, %s", number, job.state()).isEmpty();
    }
    assertThat(job.effects())
        .as("effects of job %d, %s", number, job.state())
        .isEqualTo(job.state() == JobState.SUCCEEDED ? 1 : 0);
    assertThat(job.attempts())
        .as("attempts of job %d, ended and running", number)
        .isEqualTo(job.ended().size() + (job.state().leased() ? 1 : 0));
    assertThat(job.failures())
        .as("failures of job %d", number)
        .isBetween(0, Math.min(job.attempts(), job.setting().maxAttempts()));
    if (!job.state().terminal()) {
      assertThat(job.failures())
          .as("failures of job %d, which has attempts left", number)
          .isLessThan(job.setting().maxAttempts());
    }
    assertThat(job.problem() != null)
        .as("job %d, %s, has a problem", number, job.state())
        .isEqualTo(job.state() == JobState.FAILED);
    assertThat(job.wakes()).as("how often job %d woke", number).isLessThanOrEqualTo(mostWakes(job));
  }

  /** Once for what it depends on, and once for its children. */
  private static int mostWakes(JobFacts job) {
    return (job.setting().dependsOn().isEmpty() ? 0 : 1) + (job.divided() ? 1 : 0);
  }

  private static void checkDependencies(int number, JobFacts job, List<JobFacts> all) {
    List<JobFacts> needed = job.setting().dependsOn().stream().map(all::get).toList();
    long outstanding = needed.stream().filter(n -> n.state() != JobState.SUCCEEDED).count();
    switch (job.state()) {
      case BLOCKED -> {
        assertThat(needed).as("lost dependencies of job %d", number).noneMatch(JobFacts::lost);
        long children =
            all.stream()
                .filter(other -> other.setting().parent() == number)
                .filter(child -> child.state() != JobState.SUCCEEDED)
                .count();
        assertThat((long) job.waitsFor()).isEqualTo(outstanding + children);
        assertThat(job.waitsFor()).as("what blocked job %d waits for", number).isPositive();
      }
      case QUEUED, RUNNING, CANCELLING, SUCCEEDED ->
          assertThat(outstanding).as("what job %d, %s, needs", number, job.state()).isZero();
      case FAILED, CANCELLED -> {}
    }
  }

  private static void checkStep(int number, Operation operation, JobFacts before, JobFacts after) {
    assertThat(after.setting()).as("setting of job %d", number).isEqualTo(before.setting());
    List<JobState> old = before.history();
    List<JobState> states = after.history();
    assertThat(states.size()).isGreaterThanOrEqualTo(old.size());
    assertThat(states.subList(0, old.size())).as("history of job %d", number).isEqualTo(old);
    assertThat(states.getLast()).as("job %d's history ends now", number).isEqualTo(after.state());
    for (int i = old.size(); i < states.size(); i++) {
      JobState from = states.get(i - 1);
      JobState to = states.get(i);
      Set<JobState> allowed = follows(from);
      assertThat(allowed).as("what follows %s in job %d", from, number).contains(to);
      if (from.terminal()) {
        assertThat(operation)
            .as("what made job %d leave %s for %s", number, from, to)
            .isInstanceOf(Operation.Retry.class);
      }
      if (to == JobState.RUNNING) {
        assertThat(operation).isInstanceOf(Operation.Claim.class);
      }
    }
    assertThat(after.effects()).isBetween(before.effects(), before.effects() + 1);
    assertThat(after.writes()).isBetween(before.writes(), before.writes() + 1);
  }

  private static Set<JobState> follows(JobState state) {
    return Set.copyOf(
        Arrays.stream(JobAction.values())
            .flatMap(action -> JobTransitions.next(state, action).stream())
            .filter(next -> next != state)
            .toList());
  }

  /** Once users are silent and workers have done what there was. */
  static void checkDrained(List<JobFacts> jobs) {
    for (int i = 0; i < jobs.size(); i++) {
      JobFacts job = jobs.get(i);
      assertThat(job.state().terminal()).as("job %d ends, is %s", i, job.state()).isTrue();
      List<JobState> history = job.history();
      if (!history.contains(JobState.FAILED) && !history.contains(JobState.CANCELLED)) {
        long blocked = history.stream().filter(state -> state == JobState.BLOCKED).count();
        assertThat((long) job.wakes()).as("wakes of job %d, %s", i, history).isEqualTo(blocked);
      }
    }
  }
}
