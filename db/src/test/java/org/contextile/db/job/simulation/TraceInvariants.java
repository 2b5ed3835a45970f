// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.contextile.db.job.JobState;

/** What is true of every job's rows in the other tables. */
final class TraceInvariants {
  private TraceInvariants() {}

  static void check(int number, JobFacts job) {
    JobTraces traces = job.traces();
    boolean waits = job.state() == JobState.BLOCKED || job.state() == JobState.QUEUED;
    assertThat(traces.waiting())
        .as("waiting rows of job %d, %s", number, job.state())
        .isEqualTo(waits ? 1 : 0);
    assertThat(traces.waitingAlike())
        .as("waiting rows that say what job %d says", number)
        .isEqualTo(traces.waiting());
    assertThat(traces.leases())
        .as("leases of job %d, %s", number, job.state())
        .isEqualTo(job.state().leased() ? 1 : 0);
    assertThat(traces.heldInputs())
        .as("inputs that job %d, %s, holds", number, job.state())
        .isEqualTo(job.state().terminal() ? Set.of() : job.setting().inputs());
    if (job.state().terminal()) {
      assertThat(traces.progressEvents())
          .as("progress events of job %d, %s", number, job.state())
          .isZero();
    }
    assertThat(job.ended().stream().map(JobFacts.Ended::attempt))
        .as("numbers of the ended attempts of job %d", number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, job.ended().size()).boxed().toList());
  }
}
