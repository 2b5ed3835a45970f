// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Users, workers and time, mixed at random: the same seed and the same answers give the same
 * operations.
 */
final class Interleaving {
  private static final List<String> WORKERS = List.of("anna", "bert", "cleo", "dora");
  private static final int MOST_JOBS = 50;

  /** How many artifacts there are: some to be checkpoints, the others to be needed. */
  static final int ARTIFACTS = 6;

  private static final int CHECKPOINTS = 3;

  /** Users care about the latest jobs, where the most is going on. */
  private static final int RECENT = 12;

  private final SplittableRandom random;
  private final Wishes wishes;
  private final WorkerBeliefs beliefs = new WorkerBeliefs();

  /** The workspace of each job, and of the job of each grant. */
  private final List<String> jobs = new ArrayList<>();

  private final List<String> grants = new ArrayList<>();

  Interleaving(SplittableRandom random) {
    this.random = random;
    this.wishes = new Wishes(random, CHECKPOINTS, ARTIFACTS);
  }

  Operation next() {
    int die = random.nextInt(100);
    if (jobs.isEmpty() || (die < 13 && jobs.size() < MOST_JOBS)) {
      return submit();
    }
    if (die < 20) {
      int job = recentJob();
      return new Operation.Cancel(user(job), job);
    }
    if (die < 29) {
      int job = recentJob();
      return new Operation.Retry(user(job), job);
    }
    if (die < 34) {
      return new Operation.Sweep();
    }
    if (die < 40) {
      return new Operation.Pass(1 + random.nextInt(4));
    }
    if (die < 42) {
      return random.nextBoolean()
          ? new Operation.Discard(wishes.input())
          : new Operation.Store(wishes.input());
    }
    String worker = WORKERS.get(random.nextInt(WORKERS.size()));
    if (die < 44) {
      return new Operation.Crash(worker);
    }
    if (die < 47) {
      return new Operation.Jump(worker, random.nextInt(-3, 4));
    }
    if (die < 51 && !grants.isEmpty()) {
      return underGrant(random.nextInt(grants.size()));
    }
    List<Integer> held = beliefs.held(worker);
    return held.isEmpty() || random.nextInt(8) == 0
        ? wishes.claim(worker)
        : underGrant(held.get(random.nextInt(held.size())));
  }

  private Operation submit() {
    JobSetting setting = wishes.setting();
    // Now and then one of another workspace, which is refused.
    boolean careless = random.nextInt(20) == 0;
    List<Integer> known =
        IntStream.range(Math.max(0, jobs.size() - 2 * RECENT), jobs.size())
            .filter(job -> careless || jobs.get(job).equals(setting.workspace()))
            .boxed()
            .toList();
    Set<Integer> dependsOn = random.nextInt(5) < 3 ? wishes.some(known, 3) : Set.of();
    return new Operation.Submit(setting.withDependsOn(dependsOn), wishes.delayMinutes());
  }

  private Operation underGrant(int grant) {
    int die = random.nextInt(24);
    if (beliefs.divisible(grant) && die < 7) {
      return new Operation.Divide(grant, wishes.children());
    }
    if (die < 3) {
      return new Operation.Beat(grant, wishes.leaseMinutes());
    }
    return switch (die) {
      case 3, 4 -> new Operation.Write(grant);
      case 5, 6 -> new Operation.Checkpoint(grant, random.nextInt(CHECKPOINTS));
      case 7, 8 -> new Operation.Progress(grant, random.nextInt(10));
      case 9, 10 -> new Operation.Log(grant, 1 + random.nextInt(4));
      case 11, 12, 13 -> new Operation.Fail(grant, random.nextInt(3) > 0);
      case 14 -> new Operation.Release(grant);
      case 15, 16 -> new Operation.Stop(grant);
      default -> new Operation.Succeed(grant);
    };
  }

  private int recentJob() {
    return Math.max(0, jobs.size() - 1 - random.nextInt(RECENT));
  }

  /** One who may touch the job, but for now and then. */
  private String user(int job) {
    return random.nextInt(20) == 0 ? wishes.workspace() : jobs.get(job);
  }

  /** Lets users and workers hear what came of it. */
  void heard(Operation operation, Answer answer) {
    switch (operation) {
      case Operation.Submit submit when answer.added() > 0 ->
          jobs.add(submit.setting().workspace());
      case Operation.Claim claim ->
          answer
              .handed()
              .forEach(
                  job -> {
                    int grant = grants.size();
                    grants.add(job.workspace());
                    beliefs.handed(claim.worker(), grant, job.divisible(), claim.leaseMinutes());
                  });
      case Operation.Crash(String worker) -> beliefs.forget(worker);
      case Operation.Jump(String worker, int hours) -> beliefs.jump(worker, hours);
      case Operation.Pass(int hours) -> beliefs.pass(hours);
      case Operation.UnderGrant write -> heard(write, answer);
      case Operation.Submit _,
          Operation.Cancel _,
          Operation.Retry _,
          Operation.Sweep _,
          Operation.Discard _,
          Operation.Store _ -> {}
    }
  }

  private void heard(Operation.UnderGrant write, Answer answer) {
    if (answer.equals(Answer.LOST)) {
      beliefs.over(write.grant());
      return;
    }
    for (int i = 0; i < answer.added(); i++) {
      jobs.add(grants.get(write.grant()));
    }
    switch (write) {
      case Operation.Beat(int grant, int minutes) -> beliefs.extended(grant, minutes);
      case Operation.Write _, Operation.Checkpoint _, Operation.Progress _, Operation.Log _ -> {}
      case Operation.Divide _,
          Operation.Succeed _,
          Operation.Fail _,
          Operation.Stop _,
          Operation.Release _ -> {
        if (!answer.equals(Answer.NOT_ASKED) && !answer.equals(Answer.NO_INPUT)) {
          beliefs.over(write.grant());
        }
      }
    }
  }
}
