// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.Set;
import org.contextile.db.job.AttemptOutcome;
import org.contextile.db.job.JobState;

/** What workers do to the jobs of the model, and what becomes of those that they leave behind. */
final class ModelWork {

  private final ModelJobs jobs;

  ModelWork(ModelJobs jobs) {
    this.jobs = jobs;
  }

  Answer underGrant(Operation.UnderGrant write) {
    ModelJob job = jobs.granted(write.grant());
    if (!job.heldUnder(write.grant(), jobs.now())) {
      return Answer.LOST;
    }
    boolean cancelling = job.is(JobState.CANCELLING);
    return switch (write) {
      case Operation.Beat(_, int minutes) -> {
        job.extend(jobs.after(minutes));
        yield Answer.of(cancelling ? "CANCEL_REQUESTED" : "HELD");
      }
      case Operation.Write _ -> {
        job.writes++;
        yield Answer.NONE;
      }
      case Operation.Checkpoint(_, int artifact) -> {
        job.checkpoint = artifact;
        yield Answer.NONE;
      }
      case Operation.Progress(_, int completed) -> {
        job.completed = completed;
        job.total = Operation.Progress.TOTAL;
        job.progressEvents++;
        yield Answer.NONE;
      }
      case Operation.Log(_, int lines) -> {
        job.logEvents += lines;
        yield Answer.NONE;
      }
      case Operation.Divide(_, List<Set<Integer>> children) -> {
        if (!cancelling && !children.stream().allMatch(jobs::stored)) {
          yield Answer.NO_INPUT;
        }
        job.letGo(cancelling ? AttemptOutcome.CANCELLED : AttemptOutcome.DIVIDED);
        yield cancelling ? end(job, JobState.CANCELLED) : divide(job, children);
      }
      case Operation.Succeed _ -> {
        job.letGo(cancelling ? AttemptOutcome.CANCELLED : AttemptOutcome.SUCCEEDED);
        if (cancelling) {
          yield end(job, JobState.CANCELLED);
        }
        job.effects++;
        job.completed = Math.max(job.completed, job.total);
        yield end(job, JobState.SUCCEEDED);
      }
      case Operation.Fail(_, boolean retryable) -> {
        job.letGo(AttemptOutcome.FAILED);
        yield failed(job, retryable, ModelJob.BROKEN);
      }
      case Operation.Stop _ -> {
        if (!cancelling) {
          yield Answer.NOT_ASKED;
        }
        job.letGo(AttemptOutcome.CANCELLED);
        yield end(job, JobState.CANCELLED);
      }
      case Operation.Release _ -> {
        job.letGo(AttemptOutcome.RELEASED);
        yield end(job, cancelling ? JobState.CANCELLED : JobState.QUEUED);
      }
    };
  }

  private Answer divide(ModelJob job, List<Set<Integer>> children) {
    job.become(JobState.BLOCKED);
    for (Set<Integer> inputs : children) {
      ModelJob child = jobs.add(job.setting.child(job.number, inputs), jobs.now());
      child.total = Operation.Progress.TOTAL;
      child.become(JobState.QUEUED);
    }
    return Answer.added(JobState.BLOCKED, children.size());
  }

  private Answer failed(ModelJob job, boolean retryable, String problem) {
    job.countFailure();
    if (job.is(JobState.CANCELLING)) {
      return end(job, JobState.CANCELLED);
    }
    if (retryable && job.attemptsLeft()) {
      job.since = jobs.after(job.backoffMinutes());
      return end(job, JobState.QUEUED);
    }
    job.failWith(problem);
    jobs.settle();
    return Answer.state(JobState.FAILED);
  }

  private Answer end(ModelJob job, JobState state) {
    job.become(state);
    jobs.settle();
    return Answer.state(state);
  }

  Answer sweep() {
    List<ModelJob> ranOut = jobs.all().stream().filter(job -> job.leaseRanOut(jobs.now())).toList();
    for (ModelJob job : ranOut) {
      job.letGo(AttemptOutcome.EXPIRED);
      failed(job, true, ModelJob.WORKER_LOST);
    }
    int trimmed =
        jobs.all().stream().filter(job -> job.state().leased()).mapToInt(ModelJob::trim).sum();
    return Answer.swept(
        count(ranOut, JobState.QUEUED),
        count(ranOut, JobState.FAILED),
        count(ranOut, JobState.CANCELLED),
        trimmed);
  }

  private static int count(List<ModelJob> jobs, JobState state) {
    return (int) jobs.stream().filter(job -> job.is(state)).count();
  }
}
