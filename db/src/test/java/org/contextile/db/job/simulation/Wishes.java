// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.contextile.db.job.ClaimTerms;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobNeeds;
import org.contextile.db.job.WorkerOffer;

/** What users and workers ask for, at random. */
final class Wishes {
  private static final List<String> WORKSPACES = List.of("lab", "clinic", "school");
  private static final List<JobKind> KINDS =
      List.of(JobKind.INGEST, JobKind.FEATURE_EXTRACTION, JobKind.MIL_TRAINING);
  private static final int MOST_CHILDREN = 4;
  private static final long LITTLE_MEMORY = 4L << 30;
  private static final long MUCH_MEMORY = 64L << 30;

  private final SplittableRandom random;
  private final List<Integer> inputs;

  /** Jobs need the artifacts between the two numbers. */
  Wishes(SplittableRandom random, int firstInput, int artifacts) {
    this.random = random;
    this.inputs = IntStream.range(firstInput, artifacts).boxed().toList();
  }

  String workspace() {
    return WORKSPACES.get(random.nextInt(WORKSPACES.size()));
  }

  private JobKind kind() {
    return KINDS.get(random.nextInt(KINDS.size()));
  }

  int input() {
    return inputs.get(random.nextInt(inputs.size()));
  }

  int leaseMinutes() {
    return ModelTime.betweenHours(random.nextInt(3));
  }

  int delayMinutes() {
    return random.nextInt(5) == 0 ? ModelTime.betweenHours(random.nextInt(4)) : 0;
  }

  /** Some of these, at least one if there are any. */
  Set<Integer> some(List<Integer> of, int atMost) {
    Set<Integer> some = new HashSet<>();
    for (int i = of.isEmpty() ? 0 : 1 + random.nextInt(atMost); i > 0; i--) {
      some.add(of.get(random.nextInt(of.size())));
    }
    return some;
  }

  private Set<Integer> fewInputs() {
    return random.nextInt(3) == 0 ? some(inputs, 2) : Set.of();
  }

  JobSetting setting() {
    return new JobSetting(
        workspace(),
        kind(),
        random.nextInt(3),
        needs(),
        1 + random.nextInt(4),
        Set.of(),
        JobSetting.NOBODY,
        fewInputs());
  }

  private JobNeeds needs() {
    return switch (random.nextInt(6)) {
      case 0 -> new JobNeeds(true, LITTLE_MEMORY);
      case 1 -> new JobNeeds(false, MUCH_MEMORY);
      default -> JobNeeds.NOTHING;
    };
  }

  List<Set<Integer>> children() {
    List<Set<Integer>> children = new ArrayList<>();
    for (int i = 1 + random.nextInt(MOST_CHILDREN); i > 0; i--) {
      children.add(fewInputs());
    }
    return children;
  }

  Operation claim(String worker) {
    return new Operation.Claim(worker, kind(), leaseMinutes(), 1 + random.nextInt(3), terms());
  }

  private ClaimTerms terms() {
    return switch (random.nextInt(6)) {
      case 0 -> new ClaimTerms(1 + random.nextInt(2), Map.of(), WorkerOffer.EVERYTHING);
      case 1 -> new ClaimTerms(2, Map.of(workspace(), random.nextInt(4)), offer());
      case 2 -> new ClaimTerms(Integer.MAX_VALUE, Map.of(), offer());
      case 3 -> new ClaimTerms(3, Map.of(), WorkerOffer.EVERYTHING, offer());
      default -> ClaimTerms.ANY;
    };
  }

  private WorkerOffer offer() {
    return new WorkerOffer(random.nextInt(3), random.nextBoolean() ? LITTLE_MEMORY : MUCH_MEMORY);
  }
}
