// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.function.UnaryOperator;

/** A queue of which each job is shown other than it is. */
record ForgedQueue(SimulatedQueue queue, UnaryOperator<JobFacts> forgery)
    implements SimulatedQueue {
  @Override
  public Answer apply(Operation operation) {
    return queue.apply(operation);
  }

  @Override
  public List<JobFacts> facts() {
    return queue.facts().stream().map(forgery).toList();
  }
}
