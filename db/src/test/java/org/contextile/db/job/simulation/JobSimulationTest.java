// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.contextile.db.job.JobAction;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobTransitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobSimulationTest {
  private static final int SEEDS = 200;
  private static final int SEEDS_FOR_COVERAGE = 40;

  private record Change(JobState from, JobState to) {}

  @Test
  void noInterleavingBreaksAPromise() {
    LongStream.range(0, SEEDS).forEach(seed -> Simulation.play(seed, QueueModel::new));
  }

  @Test
  void theInterleavingsTakeEveryStepOfTheTransitionTable() {
    Set<Change> table = new HashSet<>();
    for (JobState from : JobState.values()) {
      for (JobAction action : JobAction.values()) {
        JobTransitions.next(from, action)
            .filter(to -> to != from)
            .ifPresent(to -> table.add(new Change(from, to)));
      }
    }

    Set<Change> taken = new HashSet<>();
    for (long seed = 0; seed < SEEDS_FOR_COVERAGE; seed++) {
      for (JobFacts job : Simulation.play(seed, QueueModel::new).facts()) {
        for (int i = 1; i < job.history().size(); i++) {
          taken.add(new Change(job.history().get(i - 1), job.history().get(i)));
        }
      }
    }

    assertThat(taken).isEqualTo(table);
  }

  @Test
  void theSameSeedPlaysTheSameOperations() {
    assertThat(Simulation.play(7, QueueModel::new)).isEqualTo(Simulation.play(7, QueueModel::new));
    assertThat(Simulation.play(7, QueueModel::new).operations())
        .isNotEqualTo(Simulation.play(8, QueueModel::new).operations());
  }

  /** A way to break the queue's promises; the word that its report must hold. */
  private record Fault(String name, Forgery forgery, String reported) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Forgery {
    JobFacts forge(JobFacts job);
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
            "history"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBrokenPromiseIsReportedWithItsSeedAndTheOperationsThatLedThere(Fault fault) {
    assertThatThrownBy(() -> Simulation.play(11, () -> forged(fault.forgery())))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Seed 11 fails at its operation ")
        .hasMessageContaining(fault.reported())
        .hasMessageContaining("   0 Submit[");
  }

  private static SimulatedQueue forged(Forgery forgery) {
    QueueModel model = new QueueModel();
    return new SimulatedQueue() {
      @Override
      public Answer apply(Operation operation) {
        return model.apply(operation);
      }

      @Override
      public List<JobFacts> facts() {
        return model.facts().stream().map(forgery::forge).toList();
      }
    };
  }

  private static List<JobState> wokenAgain(List<JobState> history) {
    List<JobState> again = new ArrayList<>(List.of(JobState.BLOCKED, JobState.QUEUED));
    again.addAll(history);
    return again;
  }

  private static JobFacts with(
      JobFacts job, int effects, Set<Integer> liveGrants, List<JobState> history) {
    return new JobFacts(
        job.state(),
        job.attempts(),
        job.failures(),
        job.maxAttempts(),
        job.dependsOn(),
        job.waitsFor(),
        liveGrants,
        effects,
        job.writes(),
        job.checkpoint(),
        job.problem(),
        job.outcomes(),
        history);
  }
}
