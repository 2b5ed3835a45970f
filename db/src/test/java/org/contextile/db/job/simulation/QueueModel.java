// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.contextile.db.job.JobAttempt.Outcome;
import org.contextile.db.job.JobState;

/**
 * What the queue promises, in plain Java: written from the table of {@code Job} in the OpenAPI text
 * and the architecture's page on jobs, with nothing of the SQL in it.
 */
final class QueueModel implements SimulatedQueue {
  private final List<ModelJob> jobs = new ArrayList<>();

  /** The job of each grant. */
  private final List<Integer> grants = new ArrayList<>();

  private long now;

  @Override
  public Answer apply(Operation operation) {
    now++;
    return switch (operation) {
      case Operation.Submit submit -> submit(submit);
      case Operation.Claim claim -> {
        List<Integer> best = claimable(claim);
        yield best.isEmpty() ? Answer.NONE : claim(claim, best.getFirst());
      }
      case Operation.Cancel(int job) -> cancel(jobs.get(job));
      case Operation.Retry(int job) -> retry(jobs.get(job));
      case Operation.Sweep() -> sweep();
      case Operation.Pass(int hours) -> {
        now = after(60 * hours);
        yield Answer.NONE;
      }
      case Operation.Crash _ -> Answer.NONE;
      case Operation.UnderGrant write -> underGrant(write);
    };
  }

  private Answer submit(Operation.Submit submit) {
    ModelJob job = new ModelJob(submit, after(submit.delayMinutes()));
    jobs.add(job);
    if (needed(job).stream().anyMatch(ModelJob::lost)) {
      job.failWith(ModelJob.DEPENDENCY_FAILED);
    } else {
      job.become(waitsFor(job) > 0 ? JobState.BLOCKED : JobState.QUEUED);
    }
    return Answer.state(job.state());
  }

  /**
   * The jobs of which a claim gets one: the highest priority, then the longest wait. Several when
   * they began to wait at the same moment.
   */
  List<Integer> claimable(Operation.Claim claim) {
    Comparator<ModelJob> order =
        Comparator.<ModelJob>comparingInt(job -> -job.submission.priority())
            .thenComparingLong(job -> job.since);
    Optional<ModelJob> best = jobs.stream().filter(job -> open(job, claim)).min(order);
    return best.stream()
        .flatMapToInt(
            first ->
                IntStream.range(0, jobs.size())
                    .filter(i -> open(jobs.get(i), claim))
                    .filter(i -> order.compare(jobs.get(i), first) == 0))
        .boxed()
        .toList();
  }

  private boolean open(ModelJob job, Operation.Claim claim) {
    return job.is(JobState.QUEUED) && job.submission.kind() == claim.kind() && job.since <= now;
  }

  /** Hands out one of the {@link #claimable} jobs. */
  Answer claim(Operation.Claim claim, int job) {
    ModelJob chosen = jobs.get(job);
    chosen.hand(grants.size(), after(claim.leaseMinutes()));
    grants.add(job);
    return Answer.claimed(job, chosen.attempts, chosen.checkpoint);
  }

  private Answer underGrant(Operation.UnderGrant write) {
    int number = grants.get(write.grant());
    ModelJob job = jobs.get(number);
    if (!job.heldUnder(write.grant(), now)) {
      return Answer.LOST;
    }
    boolean cancelling = job.is(JobState.CANCELLING);
    return switch (write) {
      case Operation.Beat(_, int minutes) -> {
        job.extend(after(minutes));
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
      case Operation.Succeed _ -> {
        job.letGo(cancelling ? Outcome.CANCELLED : Outcome.SUCCEEDED);
        if (cancelling) {
          yield end(job, JobState.CANCELLED);
        }
        job.effects++;
        yield end(job, JobState.SUCCEEDED);
      }
      case Operation.Fail(_, boolean retryable) -> {
        job.letGo(Outcome.FAILED);
        yield failed(job, retryable, ModelJob.BROKEN);
      }
      case Operation.Stop _ -> {
        if (!cancelling) {
          yield Answer.NOT_ASKED;
        }
        job.letGo(Outcome.CANCELLED);
        yield end(job, JobState.CANCELLED);
      }
      case Operation.Release _ -> {
        job.letGo(Outcome.RELEASED);
        yield end(job, cancelling ? JobState.CANCELLED : JobState.QUEUED);
      }
    };
  }

  private Answer failed(ModelJob job, boolean retryable, String problem) {
    job.countFailure();
    if (job.is(JobState.CANCELLING)) {
      return end(job, JobState.CANCELLED);
    }
    if (retryable && job.attemptsLeft()) {
      job.since = after(job.backoffMinutes());
      return end(job, JobState.QUEUED);
    }
    job.failWith(problem);
    settle();
    return Answer.state(JobState.FAILED);
  }

  private Answer end(ModelJob job, JobState state) {
    job.become(state);
    settle();
    return Answer.state(state);
  }

  /** Moves the blocked jobs, until each of them waits for something that may still come. */
  private void settle() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (ModelJob job : jobs) {
        if (job.is(JobState.BLOCKED) && needed(job).stream().anyMatch(ModelJob::lost)) {
          job.failWith(ModelJob.DEPENDENCY_FAILED);
          moved = true;
        } else if (job.is(JobState.BLOCKED) && waitsFor(job) == 0) {
          job.since = Math.max(job.since, now);
          job.become(JobState.QUEUED);
          moved = true;
        }
      }
    }
  }

  private Answer cancel(ModelJob job) {
    return switch (job.state()) {
      case BLOCKED, QUEUED -> end(job, JobState.CANCELLED);
      case RUNNING -> end(job, JobState.CANCELLING);
      case CANCELLING -> Answer.state(JobState.CANCELLING);
      case SUCCEEDED, FAILED, CANCELLED -> Answer.refused(job.state());
    };
  }

  private Answer retry(ModelJob job) {
    return switch (job.state()) {
      case BLOCKED, QUEUED, RUNNING -> Answer.state(job.state());
      case CANCELLING, SUCCEEDED -> Answer.refused(job.state());
      case FAILED, CANCELLED -> {
        if (needed(job).stream().anyMatch(ModelJob::lost)) {
          yield Answer.refused(job.state());
        }
        job.forgiveFailures();
        job.since = now;
        job.become(waitsFor(job) > 0 ? JobState.BLOCKED : JobState.QUEUED);
        revive();
        yield Answer.state(job.state());
      }
    };
  }

  /** Lets jobs wait again that had failed for want of others, none of which is lost now. */
  private void revive() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (ModelJob job : jobs) {
        if (job.failedForWantOfAnother() && needed(job).stream().noneMatch(ModelJob::lost)) {
          job.forgiveFailures();
          job.become(JobState.BLOCKED);
          moved = true;
        }
      }
    }
  }

  private Answer sweep() {
    List<ModelJob> ranOut = jobs.stream().filter(job -> job.leaseRanOut(now)).toList();
    for (ModelJob job : ranOut) {
      job.letGo(Outcome.EXPIRED);
      failed(job, true, ModelJob.WORKER_LOST);
    }
    return Answer.swept(
        count(ranOut, JobState.QUEUED),
        count(ranOut, JobState.FAILED),
        count(ranOut, JobState.CANCELLED));
  }

  private static int count(List<ModelJob> jobs, JobState state) {
    return (int) jobs.stream().filter(job -> job.is(state)).count();
  }

  private List<ModelJob> needed(ModelJob job) {
    return job.submission.dependsOn().stream().map(jobs::get).toList();
  }

  private int waitsFor(ModelJob job) {
    return (int) needed(job).stream().filter(other -> !other.is(JobState.SUCCEEDED)).count();
  }

  private long after(int minutes) {
    return now + minutes * ModelTime.TICKS_A_MINUTE;
  }

  @Override
  public List<JobFacts> facts() {
    return jobs.stream()
        .map(job -> job.facts(job.is(JobState.BLOCKED) ? waitsFor(job) : 0, now))
        .toList();
  }
}
