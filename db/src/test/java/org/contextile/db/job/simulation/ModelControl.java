// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.stream.Stream;
import org.contextile.db.job.JobState;

/** What users do to the jobs of the model. */
final class ModelControl {
  private final ModelJobs jobs;

  ModelControl(ModelJobs jobs) {
    this.jobs = jobs;
  }

  Answer submit(Operation.Submit submit) {
    JobSetting setting = submit.setting();
    List<ModelJob> needed = setting.dependsOn().stream().map(jobs::get).toList();
    if (needed.stream().anyMatch(job -> !job.setting.workspace().equals(setting.workspace()))) {
      return Answer.UNKNOWN_DEPENDENCY;
    }
    boolean lost = needed.stream().anyMatch(ModelJob::lost);
    if (!lost && !jobs.stored(setting.inputs())) {
      return Answer.NO_INPUT;
    }
    ModelJob job = jobs.add(setting, jobs.after(submit.delayMinutes()));
    if (lost) {
      job.failWith(ModelJob.DEPENDENCY_FAILED);
    } else {
      job.become(jobs.waitsFor(job) > 0 ? JobState.BLOCKED : JobState.QUEUED);
    }
    return Answer.added(job.state(), 1);
  }

  Answer cancel(Operation.Cancel wish) {
    ModelJob job = jobs.get(wish.job());
    if (!job.setting.workspace().equals(wish.workspace())) {
      return Answer.NOT_FOUND;
    }
    if (job.state().terminal()) {
      return Answer.refused(job.state());
    }
    jobs.children(job).forEach(ModelControl::cancel);
    cancel(job);
    jobs.settle();
    return Answer.state(job.state());
  }

  private static void cancel(ModelJob job) {
    switch (job.state()) {
      case BLOCKED, QUEUED -> job.become(JobState.CANCELLED);
      case RUNNING -> job.become(JobState.CANCELLING);
      case CANCELLING, SUCCEEDED, FAILED, CANCELLED -> {}
    }
  }

  Answer retry(Operation.Retry wish) {
    ModelJob job = jobs.get(wish.job());
    if (!job.setting.workspace().equals(wish.workspace())) {
      return Answer.NOT_FOUND;
    }
    if (job.is(JobState.CANCELLING) || job.is(JobState.SUCCEEDED)) {
      return Answer.refused(job.state());
    }
    List<ModelJob> children = jobs.children(job);
    List<ModelJob> lost =
        Stream.of(children, List.of(job), lostParent(job))
            .flatMap(List::stream)
            .filter(ModelJob::lost)
            .toList();
    if (lost.isEmpty()) {
      return Answer.state(job.state());
    }
    if (children.stream().anyMatch(child -> child.is(JobState.CANCELLING))
        || jobs.needed(job).stream().anyMatch(ModelJob::lost)
        || lost.stream().anyMatch(one -> !jobs.stored(one.setting.inputs()))) {
      return Answer.refused(job.state());
    }
    for (ModelJob one : lost) {
      one.forgiveFailures();
      one.since = jobs.now();
      one.become(jobs.waitsFor(one) > 0 ? JobState.BLOCKED : JobState.QUEUED);
    }
    jobs.revive(lost);
    return Answer.state(job.state());
  }

  /** A parent that ended for want of its child waits for it again. */
  private List<ModelJob> lostParent(ModelJob job) {
    return job.lost() && job.setting.isChild()
        ? List.of(jobs.get(job.setting.parent()))
        : List.of();
  }
}
