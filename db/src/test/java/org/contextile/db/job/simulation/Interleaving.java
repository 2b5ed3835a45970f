// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.contextile.db.job.JobKind;

/**
 * Users, workers and time, mixed at random: the same seed and the same answers give the same
 * operations.
 */
final class Interleaving {
  private static final List<String> WORKERS = List.of("anna", "bert", "cleo", "dora");
  private static final List<JobKind> KINDS =
      List.of(JobKind.INGEST, JobKind.FEATURE_EXTRACTION, JobKind.MIL_TRAINING);
  private static final int MOST_JOBS = 60;

  /** How many artifacts there are to be checkpoints. */
  static final int ARTIFACTS = 4;

  /** Users care about the latest jobs, where the most is going on. */
  private static final int RECENT = 12;

  private final SplittableRandom random;

  /** What each worker believes to hold. */
  private final Map<String, Integer> held = new HashMap<>();

  private int jobs;
  private int grants;

  Interleaving(SplittableRandom random) {
    this.random = random;
  }

  Operation next() {
    int die = random.nextInt(100);
    if (jobs == 0 || (die < 15 && jobs < MOST_JOBS)) {
      return submit();
    }
    if (die < 22) {
      return new Operation.Cancel(recentJob());
    }
    if (die < 30) {
      return new Operation.Retry(recentJob());
    }
    if (die < 36) {
      return new Operation.Sweep();
    }
    if (die < 43) {
      return new Operation.Pass(1 + random.nextInt(4));
    }
    String worker = WORKERS.get(random.nextInt(WORKERS.size()));
    if (die < 45) {
      return new Operation.Crash(worker);
    }
    if (die < 53 && grants > 0) {
      return underGrant(random.nextInt(grants));
    }
    Integer grant = held.get(worker);
    return grant == null ? claim(worker) : underGrant(grant);
  }

  private Operation submit() {
    Set<Integer> dependsOn = new HashSet<>();
    if (jobs > 0 && random.nextInt(5) < 3) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        dependsOn.add(recentJob());
      }
    }
    return new Operation.Submit(
        KINDS.get(random.nextInt(KINDS.size())),
        random.nextInt(3),
        dependsOn,
        random.nextInt(5) == 0 ? ModelTime.betweenHours(random.nextInt(4)) : 0,
        1 + random.nextInt(4));
  }

  private Operation claim(String worker) {
    return new Operation.Claim(worker, KINDS.get(random.nextInt(KINDS.size())), leaseMinutes());
  }

  private Operation underGrant(int grant) {
    int die = random.nextInt(20);
    if (die < 4) {
      return new Operation.Beat(grant, leaseMinutes());
    }
    if (die < 6) {
      return new Operation.Write(grant);
    }
    if (die < 8) {
      return new Operation.Checkpoint(grant, random.nextInt(ARTIFACTS));
    }
    if (die < 14) {
      return new Operation.Succeed(grant);
    }
    if (die < 17) {
      return new Operation.Fail(grant, random.nextInt(3) > 0);
    }
    return die == 17 ? new Operation.Release(grant) : new Operation.Stop(grant);
  }

  private int leaseMinutes() {
    return ModelTime.betweenHours(random.nextInt(3));
  }

  private int recentJob() {
    return Math.max(0, jobs - 1 - random.nextInt(RECENT));
  }

  /** Lets users and workers hear what came of it. */
  void heard(Operation operation, Answer answer) {
    switch (operation) {
      case Operation.Submit _ -> jobs++;
      case Operation.Claim claim when answer.job() >= 0 -> held.put(claim.worker(), grants++);
      case Operation.Crash(String worker) -> held.remove(worker);
      case Operation.Beat beat when answer.equals(Answer.LOST) ->
          held.values().remove(beat.grant());
      case Operation.Beat _, Operation.Write _, Operation.Checkpoint _ -> {}
      case Operation.UnderGrant end when !answer.equals(Answer.NOT_ASKED) ->
          held.values().remove(end.grant());
      case Operation.UnderGrant _,
          Operation.Claim _,
          Operation.Cancel _,
          Operation.Retry _,
          Operation.Sweep _,
          Operation.Pass _ -> {}
    }
  }
}
