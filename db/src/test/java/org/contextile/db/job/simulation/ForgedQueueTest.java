// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.contextile.db.job.JobState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A simulation of a queue that breaks a promise says so, and how to see it. */
class ForgedQueueTest {
  private static final int FEW = 12;

  /** A way to break the queue's promises; the words that its report must hold. */
  private record Fault(String name, UnaryOperator<JobFacts> forgery, String reported) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            "anEffectTwice",
            job -> job.effects() == 1 ? with(job, 2, job.liveGrants(), job.history()) : job,
            "effects of job"),
        new Fault(
            "twoLiveTokens",
            job ->
                job.liveGrants().isEmpty()
                    ? job
                    : with(job, job.effects(), Set.of(100_000, 100_001), job.history()),
            "live tokens of job"),
        new Fault(
            "aJobThatWakesTwice",
            job ->
                job.wakes() == 0
                    ? job
                    : with(job, job.effects(), job.liveGrants(), wokenAgain(job.history())),
            "woke"),
        new Fault(
            "aForgottenHistory",
            job ->
                with(
                    job,
                    job.effects(),
                    job.liveGrants(),
                    job.history().subList(job.history().size() - 1, job.history().size())),
            "history"),
        new Fault(
            "aQueuedJobThatNobodyFinds",
            job -> job.state() == JobState.QUEUED ? with(job, traces(job, 0, 0)) : job,
            "waiting rows of job"),
        new Fault(
            "aWaitingRowThatSaysSomethingElse",
            job -> job.state() == JobState.BLOCKED ? with(job, traces(job, 1, 0)) : job,
            "that say what job"),
        new Fault(
            "aRunningJobThatHasAWaitingRow",
            job -> job.state() == JobState.RUNNING ? with(job, traces(job, 1, 1)) : job,
            "waiting rows of job"),
        new Fault(
            "progressThatIsNeverForgotten",
            job ->
                job.state() == JobState.SUCCEEDED
                    ? with(job, new JobTraces(0, 0, 0, Set.of(), 7, 0))
                    : job,
            "progress events of job"),
        new Fault(
            "aFinishedJobThatHoldsItsInput",
            job ->
                job.state() == JobState.FAILED
                    ? with(job, new JobTraces(0, 0, 0, Set.of(3), 0, 0))
                    : job,
            "inputs that job"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenPromiseIsReportedWithItsSeedAndTheOperationsThatLedThere(Fault fault) {
    assertThatThrownBy(
            () -> Simulation.play(11, () -> new ForgedQueue(new QueueModel(), fault.forgery())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Seed 11 fails at its operation ")
        .hasMessageContaining(fault.reported())
        .hasMessageContaining("   0 Submit[")
        .satisfies(report -> assertThat(fewest(report)).hasSizeLessThan(FEW));
  }

  /** The operations after the heading of the shrunk list. */
  static List<String> fewest(Throwable report) {
    List<String> lines = String.valueOf(report.getMessage()).lines().toList();
    int heading = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("The fewest operations found")) {
        heading = i;
      }
    }
    assertThat(heading).as("the heading of the shrunk list").isPositive();
    return lines.subList(heading + 1, lines.size()).stream()
        .filter(line -> line.matches(" *\\d+ [A-Z].*"))
        .toList();
  }

  private static List<JobState> wokenAgain(List<JobState> history) {
    List<JobState> again = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      again.addAll(List.of(JobState.BLOCKED, JobState.QUEUED));
    }
    again.addAll(history);
    return again;
  }

  private static JobTraces traces(JobFacts job, int waiting, int alike) {
    JobTraces traces = job.traces();
    return new JobTraces(
        waiting,
        alike,
        traces.leases(),
        traces.heldInputs(),
        traces.progressEvents(),
        traces.logEvents());
  }

  private static JobFacts with(JobFacts job, JobTraces traces) {
    return with(job, job.effects(), job.liveGrants(), job.history(), traces);
  }

  private static JobFacts with(
      JobFacts job, int effects, Set<Integer> liveGrants, List<JobState> history) {
    return with(job, effects, liveGrants, history, job.traces());
  }

  private static JobFacts with(
      JobFacts job,
      int effects,
      Set<Integer> liveGrants,
      List<JobState> history,
      JobTraces traces) {
    return new JobFacts(
        job.setting(),
        job.state(),
        job.waitsFor(),
        job.attempts(),
        job.failures(),
        liveGrants,
        effects,
        job.writes(),
        job.completed(),
        job.checkpoint(),
        job.problem(),
        job.ended(),
        history,
        traces);
  }
}
