// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobState;
import org.contextile.db.job.WorkerOffer;

/**
 * Who goes next: workspaces take turns, and in each the highest priority, then the longest wait.
 */
final class ModelClaims {
  private record Turn(JobKind kind, String workspace) {}

  private static final long NEVER = -1;

  private final ModelJobs jobs;
  private final Map<Turn, Long> served = new HashMap<>();

  ModelClaims(ModelJobs jobs) {
    this.jobs = jobs;
  }

  /**
   * Hands out jobs. Where several are equally right, it is the one that {@code wished} names in its
   * place; and where one of them has no room beside those before, the claim may end there.
   */
  Answer claim(Operation.Claim claim, List<Integer> wished) {
    List<Answer.Handed> handed = new ArrayList<>();
    Set<String> now = new HashSet<>();
    List<ModelJob> next = next(claim, now);
    WorkerOffer free = claim.terms().free();
    while (handed.size() < claim.atMost() && !next.isEmpty()) {
      ModelJob job = pick(next, wished, handed.size(), free);
      if (!free.fits(job.setting.needs())) {
        break;
      }
      free = free.without(job.setting.needs());
      job.hand(jobs.grant(job), jobs.after(claim.leaseMinutes()));
      now.add(job.setting.workspace());
      handed.add(handed(job));
      next = next(claim, now);
    }
    now.forEach(workspace -> served.put(new Turn(claim.kind(), workspace), jobs.now()));
    return Answer.claimed(handed);
  }

  private static ModelJob pick(
      List<ModelJob> next, List<Integer> wished, int place, WorkerOffer free) {
    return next.stream()
        .filter(job -> place < wished.size() && wished.get(place) == job.number)
        .findFirst()
        .or(() -> next.stream().filter(job -> !free.fits(job.setting.needs())).findFirst())
        .orElse(next.getFirst());
  }

  private Answer.Handed handed(ModelJob job) {
    boolean divisible = !job.setting.isChild() && jobs.children(job).isEmpty();
    return new Answer.Handed(
        job.number, job.setting.workspace(), job.attempts, job.checkpoint, divisible);
  }

  /**
   * All that may go next: a claim of several is as many claims in a row. Workspaces that this very
   * claim has served were served at the same moment.
   */
  private List<ModelJob> next(Operation.Claim claim, Set<String> now) {
    List<ModelJob> open = jobs.all().stream().filter(job -> open(job, claim)).toList();
    List<ModelJob> fewest =
        least(open, job -> running(job.setting.workspace(), job.setting.kind()));
    Set<String> guests = new HashSet<>();
    least(fewest, job -> now.contains(job.setting.workspace()) ? jobs.now() : lastServed(job))
        .forEach(job -> guests.add(job.setting.workspace()));
    return guests.stream()
        .flatMap(
            workspace ->
                best(
                    open.stream().filter(job -> job.setting.workspace().equals(workspace)).toList())
                    .stream())
        .sorted(Comparator.comparingInt(job -> job.number))
        .toList();
  }

  private static List<ModelJob> best(List<ModelJob> ofAWorkspace) {
    return least(least(ofAWorkspace, job -> -job.setting.priority()), job -> job.since);
  }

  private static List<ModelJob> least(List<ModelJob> jobs, ToLongFunction<ModelJob> by) {
    long least = jobs.stream().mapToLong(by).min().orElse(0);
    return jobs.stream().filter(job -> by.applyAsLong(job) == least).toList();
  }

  private boolean open(ModelJob job, Operation.Claim claim) {
    String workspace = job.setting.workspace();
    int cap = claim.terms().caps().getOrDefault(workspace, claim.terms().cap());
    return job.is(JobState.QUEUED)
        && job.setting.kind() == claim.kind()
        && job.since <= jobs.now()
        && claim.terms().offer().fits(job.setting.needs())
        && running(workspace, claim.kind()) < cap;
  }

  private long running(String workspace, JobKind kind) {
    return jobs.all().stream()
        .filter(job -> job.setting.workspace().equals(workspace) && job.setting.kind() == kind)
        .filter(job -> job.state().leased())
        .count();
  }

  private long lastServed(ModelJob job) {
    return served.getOrDefault(new Turn(job.setting.kind(), job.setting.workspace()), NEVER);
  }
}
