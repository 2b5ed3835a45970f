// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.contextile.db.job.JobState;

/** What is true of every job and its children. */
final class ParentInvariants {
  private ParentInvariants() {}

  static void check(List<JobFacts> all) {
    Map<Integer, List<JobFacts>> children =
        all.stream()
            .filter(job -> job.setting().isChild())
            .collect(Collectors.groupingBy(job -> job.setting().parent()));
    for (int i = 0; i < all.size(); i++) {
      check(i, all.get(i), children.getOrDefault(i, List.of()));
    }
  }

  private static void check(int number, JobFacts job, List<JobFacts> children) {
    assertThat(job.divided())
        .as("whether job %d, which has %d children, was divided", number, children.size())
        .isEqualTo(!children.isEmpty());
    if (children.isEmpty()) {
      return;
    }
    assertThat(children)
        .as("children of job %d take after it", number)
        .allMatch(child -> child.setting().equals(takingAfter(number, job, child)));
    switch (job.state()) {
      case BLOCKED ->
          assertThat(children)
              .as("children that job %d still waits for", number)
              .anyMatch(child -> !child.state().terminal());
      case QUEUED, RUNNING, CANCELLING, SUCCEEDED ->
          assertThat(children)
              .as("children of job %d, %s", number, job.state())
              .allMatch(child -> child.state() == JobState.SUCCEEDED);
      case FAILED ->
          assertThat(children)
              .as("children of job %d, which failed", number)
              .allMatch(child -> child.state().terminal());
      case CANCELLED ->
          assertThat(children)
              .as("children of job %d, which was cancelled", number)
              .allMatch(child -> child.state().terminal() || child.state() == JobState.CANCELLING);
    }
    if (ModelJob.CHILD_FAILED.equals(job.problem())) {
      assertThat(children).as("children of job %d", number).anyMatch(JobFacts::lost);
    }
  }

  private static JobSetting takingAfter(int number, JobFacts job, JobFacts child) {
    return job.setting().child(number, child.setting().inputs());
  }

  /** What succeeded is never done again: only lost children leave where they were. */
  static void checkStep(int number, Operation operation, JobFacts before, JobFacts after) {
    if (operation instanceof Operation.Retry && !before.lost()) {
      assertThat(after).as("job %d, which was not lost, after a retry", number).isEqualTo(before);
    }
  }
}
