// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobAction;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobTransitions;
import org.junit.jupiter.api.Test;

/**
 * What {@link JobModelIT} plays on PostgreSQL covers the queue. The model is played here without
 * it: that a model keeps its own promises would say nothing of the queue.
 */
class JobSimulationTest {
  private record Change(JobState from, JobState to) {}

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
    for (long seed = 0; seed < JobModelIT.SEEDS; seed++) {
      for (JobFacts job : Simulation.play(seed, QueueModel::new).facts()) {
        for (int i = 1; i < job.history().size(); i++) {
          taken.add(new Change(job.history().get(i - 1), job.history().get(i)));
        }
      }
    }

    assertThat(taken).isEqualTo(table);
  }

  @Test
  void theInterleavingsDoWhatIsRareToo() {
    Set<AttemptOutcome> outcomes = EnumSet.noneOf(AttemptOutcome.class);
    int partsRepeated = 0;
    int wholesMended = 0;
    for (long seed = 0; seed < JobModelIT.SEEDS; seed++) {
      for (JobFacts job : Simulation.play(seed, QueueModel::new).facts()) {
        job.ended().forEach(attempt -> outcomes.add(attempt.outcome()));
        boolean mended =
            job.state() == JobState.SUCCEEDED && job.history().contains(JobState.FAILED);
        partsRepeated += mended && job.setting().isChild() ? 1 : 0;
        wholesMended += mended && job.wakes() > 0 && job.divided() ? 1 : 0;
      }
    }

    assertThat(outcomes).containsExactlyInAnyOrder(AttemptOutcome.values());
    assertThat(partsRepeated).isPositive();
    assertThat(wholesMended).isPositive();
  }

  @Test
  void theSameSeedPlaysTheSameOperations() {
    assertThat(Simulation.play(7, QueueModel::new)).isEqualTo(Simulation.play(7, QueueModel::new));
    assertThat(Simulation.play(7, QueueModel::new).operations())
        .isNotEqualTo(Simulation.play(8, QueueModel::new).operations());
  }
}
