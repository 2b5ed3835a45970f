// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;

/**
 * What the queue promises, in plain Java: written from the table of {@code Job} in the OpenAPI
 * text, what the queue's methods say of themselves and the architecture's page on jobs, with
 * nothing of the SQL in it.
 */
final class QueueModel implements SimulatedQueue {
  private final ModelJobs jobs = new ModelJobs();
  private final ModelClaims claims = new ModelClaims(jobs);
  private final ModelWork work = new ModelWork(jobs);
  private final ModelControl control = new ModelControl(jobs);

  QueueModel() {
    for (int i = 0; i < Interleaving.ARTIFACTS; i++) {
      jobs.store(i);
    }
  }

  @Override
  public Answer apply(Operation operation) {
    return apply(operation, List.of());
  }

  /** Where a claim may hand out one or another job, it is the one that is wished for. */
  Answer apply(Operation operation, List<Integer> wished) {
    jobs.tick();
    return switch (operation) {
      case Operation.Submit submit -> control.submit(submit);
      case Operation.Claim claim -> claims.claim(claim, wished);
      case Operation.Cancel cancel -> control.cancel(cancel);
      case Operation.Retry retry -> control.retry(retry);
      case Operation.Sweep() -> work.sweep();
      case Operation.Pass(int hours) -> {
        jobs.pass(hours);
        yield Answer.NONE;
      }
      case Operation.Discard(int artifact) ->
          Answer.of(jobs.discard(artifact) ? "discarded" : "held or gone");
      case Operation.Store(int artifact) -> {
        jobs.store(artifact);
        yield Answer.NONE;
      }
      case Operation.Unheard _ -> Answer.NONE;
      case Operation.UnderGrant write -> work.underGrant(write);
    };
  }

  @Override
  public List<JobFacts> facts() {
    return jobs.facts();
  }
}
