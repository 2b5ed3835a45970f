// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.JobState;

/** What is true of every claim. */
final class ClaimInvariants {
  private ClaimInvariants() {}

  static void check(
      Operation.Claim claim, Answer answer, List<JobFacts> before, List<JobFacts> after) {
    assertThat(answer.handed()).as("jobs in one claim").hasSizeLessThanOrEqualTo(claim.atMost());
    for (Answer.Handed handed : answer.handed()) {
      checkHanded(claim, handed, before.get(handed.job()), after);
    }
    List<JobNeeds> needs =
        answer.handed().stream().map(handed -> before.get(handed.job()).setting().needs()).toList();
    assertThat(needs.stream().mapToLong(JobNeeds::memoryBytes).sum())
        .as("memory that one claim's jobs need together")
        .isLessThanOrEqualTo(claim.terms().free().memoryBytes());
    assertThat(needs.stream().filter(JobNeeds::gpu).count())
        .as("GPUs that one claim's jobs need together")
        .isLessThanOrEqualTo(claim.terms().free().gpus());
    for (int i = 0; i < before.size(); i++) {
      int job = i;
      assertThat(!before.get(i).state().leased() && after.get(i).state().leased())
          .as("whether job %d was handed out", i)
          .isEqualTo(answer.handed().stream().anyMatch(handed -> handed.job() == job));
    }
  }

  private static void checkHanded(
      Operation.Claim claim, Answer.Handed handed, JobFacts before, List<JobFacts> after) {
    JobFacts job = after.get(handed.job());
    String workspace = job.setting().workspace();
    assertThat(handed.workspace()).isEqualTo(workspace);
    assertThat(before.state())
        .as("job %d before it was handed out", handed.job())
        .isEqualTo(JobState.QUEUED);
    assertThat(job.setting().kind()).as("kind of job %d", handed.job()).isEqualTo(claim.kind());
    assertThat(claim.terms().offer().fits(job.setting().needs()))
        .as("job %d, which needs %s, fits the worker", handed.job(), job.setting().needs())
        .isTrue();
    assertThat(running(workspace, claim.kind(), after))
        .as("running jobs of %s, capped", workspace)
        .isLessThanOrEqualTo(
            claim.terms().caps().getOrDefault(workspace, claim.terms().cap()).longValue());
    assertThat(handed.attempt()).isEqualTo(job.attempts());
  }

  private static long running(String workspace, JobKind kind, List<JobFacts> jobs) {
    return jobs.stream()
        .filter(job -> job.setting().workspace().equals(workspace) && job.setting().kind() == kind)
        .filter(job -> job.state().leased())
        .count();
  }
}
