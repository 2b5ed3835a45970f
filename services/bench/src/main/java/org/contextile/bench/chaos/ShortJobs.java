// SPDX-License-Identifier: Apache-2.0
package org.contextile.bench.chaos;

import java.util.Map;
import org.contextile.db.job.JobKind;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;

/** Jobs of a moment: those that succeed, those that fail once, and those that kill their worker. */
final class ShortJobs implements JobHandler {
  private static final int KILLED = 137;

  private final Effects effects;

  ShortJobs(Effects effects) {
    this.effects = effects;
  }

  @Override
  public JobKind kind() {
    return JobKind.CLASSIFICATION;
  }

  @Override
  public JobResult run(JobContext job) throws InterruptedException {
    ChaosRequest request = job.request(ChaosRequest.class);
    for (int step = 0; step < request.steps(); step++) {
      job.checkStop();
      Thread.sleep(request.millis());
    }
    if (request.plan() == Plan.POISONED) {
      Runtime.getRuntime().halt(KILLED);
    }
    if (request.plan() == Plan.FAILS_ONCE && job.attempt() == 1) {
      throw new IllegalStateException("This job fails in its first attempt");
    }
    return new JobResult(Map.of("key", request.key()), () -> effects.effect(job));
  }
}
