// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.contextile.db.job.JobState;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  /** Loses its nerve at the second retry that brings a job back. */
  private static final class BrokenAtTheSecondRetry implements SimulatedQueue {
    private final QueueModel model = new QueueModel();
    private int retries;

    @Override
    public Answer apply(Operation operation) {
      Answer answer = model.apply(operation);
      if (operation instanceof Operation.Retry
          && answer.equals(Answer.state(JobState.QUEUED))
          && ++retries == 2) {
        throw new IllegalStateException("This was the second retry");
      }
      return answer;
    }

    @Override
    public List<JobFacts> facts() {
      return model.facts();
    }
  }

  @Test
  void ofHundredsOfOperationsTheThreeAreLeftThatMatter() {
    Throwable report = catchThrowable(() -> Simulation.play(2, BrokenAtTheSecondRetry::new));

    assertThat(report)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("The fewest operations found that fail: This was the second retry");
    assertThat(ForgedQueueTest.fewest(report))
        .hasSizeLessThanOrEqualTo(3)
        .first()
        .asString()
        .contains("Submit[");
  }

  @Test
  void aChildIsStillItsParentsWhenWhatCameBeforeIsDropped() {
    // Any job that wakes for the second operation of its kind needs the history of its parent and
    // children.
    Throwable report =
        catchThrowable(
            () ->
                Simulation.play(
                    3,
                    () ->
                        new ForgedQueue(
                            new QueueModel(),
                            job -> {
                              if (job.divided() && job.state() == JobState.SUCCEEDED) {
                                throw new IllegalStateException("A divided job was summed up");
                              }
                              return job;
                            })));

    assertThat(report).hasMessageContaining("A divided job was summed up");
    assertThat(ForgedQueueTest.fewest(report).stream().filter(line -> line.contains("Submit[")))
        .hasSize(1);
    assertThat(ForgedQueueTest.fewest(report)).anyMatch(line -> line.contains("Divide["));
  }

  @Test
  void whatDoesNotFailAgainIsNotShrunk() {
    assertThat(new Shrinker(QueueModel::new).shrink(List.of())).isEmpty();
  }
}
