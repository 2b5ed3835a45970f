// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.contextile.db.job.JobState;

/** The jobs of the model with what ties them together, the artifacts, and the time. */
final class ModelJobs {
  private final List<ModelJob> jobs = new ArrayList<>();

  /** The job of each grant. */
  private final List<ModelJob> grants = new ArrayList<>();

  private final Set<Integer> artifacts = new HashSet<>();
  private long now;

  long now() {
    return now;
  }

  long after(int minutes) {
    return now + minutes * ModelTime.TICKS_PER_MINUTE;
  }

  void tick() {
    now++;
  }

  void pass(int hours) {
    now = after(60 * hours);
  }

  List<ModelJob> all() {
    return jobs;
  }

  ModelJob get(int number) {
    return jobs.get(number);
  }

  ModelJob add(JobSetting setting, long since) {
    ModelJob job = new ModelJob(jobs.size(), setting, since);
    jobs.add(job);
    return job;
  }

  ModelJob granted(int grant) {
    return grants.get(grant);
  }

  /** The number of the new grant. */
  int grant(ModelJob job) {
    grants.add(job);
    return grants.size() - 1;
  }

  void store(int artifact) {
    artifacts.add(artifact);
  }

  boolean stored(Collection<Integer> wanted) {
    return artifacts.containsAll(wanted);
  }

  /** Whether the artifact is gone now, because no job that is still to be done needs it. */
  boolean discard(int artifact) {
    boolean held =
        jobs.stream()
            .anyMatch(job -> !job.state().terminal() && job.setting.inputs().contains(artifact));
    return !held && artifacts.remove(artifact);
  }

  List<ModelJob> needed(ModelJob job) {
    return job.setting.dependsOn().stream().map(jobs::get).toList();
  }

  List<ModelJob> children(ModelJob job) {
    return jobs.stream().filter(other -> other.setting.parent() == job.number).toList();
  }

  /** How many jobs that it depends on, and children, have not succeeded. */
  int waitsFor(ModelJob job) {
    return outstanding(needed(job)) + outstanding(children(job));
  }

  private static int outstanding(List<ModelJob> jobs) {
    return (int) jobs.stream().filter(job -> !job.is(JobState.SUCCEEDED)).count();
  }

  /** Moves the blocked jobs, until each of them waits for something that may still come. */
  void settle() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (ModelJob job : jobs) {
        moved |= job.is(JobState.BLOCKED) && moveOn(job);
      }
    }
  }

  private boolean moveOn(ModelJob job) {
    List<ModelJob> children = children(job);
    if (needed(job).stream().anyMatch(ModelJob::lost)) {
      job.failWith(ModelJob.DEPENDENCY_FAILED);
    } else if (children.stream().anyMatch(ModelJob::lost)
        && children.stream().allMatch(child -> child.state().terminal())) {
      job.failWith(ModelJob.CHILD_FAILED);
    } else if (waitsFor(job) == 0) {
      job.since = Math.max(job.since, now);
      job.become(JobState.QUEUED);
    } else {
      return false;
    }
    return true;
  }

  /**
   * Lets jobs wait again that had failed for want of these, or of such, where nothing that they
   * depend on is lost now and their inputs are at hand.
   */
  void revive(List<ModelJob> back) {
    List<ModelJob> again = new ArrayList<>(back);
    while (!again.isEmpty()) {
      ModelJob one = again.removeFirst();
      for (ModelJob job : jobs) {
        if (job.failedForWantOfAnother()
            && job.setting.dependsOn().contains(one.number)
            && needed(job).stream().noneMatch(ModelJob::lost)
            && stored(job.setting.inputs())) {
          job.forgiveFailures();
          job.become(JobState.BLOCKED);
          again.add(job);
        }
      }
    }
  }

  List<JobFacts> facts() {
    return jobs.stream()
        .map(job -> job.facts(job.is(JobState.BLOCKED) ? waitsFor(job) : 0, now))
        .toList();
  }
}
