// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The real queue and the model, which must answer alike and look alike after every operation. */
final class LockstepQueue implements SimulatedQueue {
  private final SimulatedQueue real;
  private final QueueModel model = new QueueModel();

  LockstepQueue(SimulatedQueue real) {
    this.real = real;
  }

  @Override
  public Answer apply(Operation operation) {
    Answer answer = real.apply(operation);
    // Where several jobs are equally right, either may go first.
    List<Integer> jobs = answer.handed().stream().map(Answer.Handed::job).toList();
    assertThat(answer)
        .as("the database's answer to %s", operation)
        .isEqualTo(model.apply(operation, jobs));
    return answer;
  }

  @Override
  public List<JobFacts> facts() {
    List<JobFacts> seen = real.facts();
    List<JobFacts> promised = model.facts();
    assertThat(seen).hasSameSizeAs(promised);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i)).as("job %d in the database", i).isEqualTo(promised.get(i));
    }
    return seen;
  }
}
