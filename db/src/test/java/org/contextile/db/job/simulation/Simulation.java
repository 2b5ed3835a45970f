// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Plays a seed's interleaving on a queue and checks it after every operation. So a failure names
 * the shortest prefix of the operations that fails, and then the few of them that suffice.
 */
final class Simulation {
  private static final int FEWEST_STEPS = 100;
  private static final int MOST_STEPS = 300;

  private Simulation() {}

  /** What was played, and how the jobs stood in the end. */
  record Played(List<Operation> operations, List<JobFacts> facts) {}

  /**
   * Plays to the end: everything that the seed says, then workers only, until nothing is left.
   *
   * @throws AssertionError naming the seed, the operations up to the first that went wrong, and as
   *     few of them as still go wrong
   */
  static Played play(long seed, Supplier<? extends SimulatedQueue> queues) {
    CheckedQueue queue = new CheckedQueue(queues.get());
    try {
      SplittableRandom random = new SplittableRandom(seed);
      interleave(queue, random.nextInt(FEWEST_STEPS, MOST_STEPS + 1), new Interleaving(random));
      queue.drain();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Seed %d fails at its operation %d: %s%nThe operations up to there:%n%s%n%s"
              .formatted(
                  seed,
                  queue.trace.size() - 1,
                  e.getMessage(),
                  queue.trace.numbered(),
                  smallest(queue.recorded, queues)),
          e);
    }
    return new Played(queue.recorded.stream().map(Recorded::operation).toList(), queue.facts());
  }

  private static void interleave(CheckedQueue queue, int steps, Interleaving interleaving) {
    for (int step = 0; step < steps; step++) {
      Operation operation = interleaving.next();
      interleaving.heard(operation, queue.step(operation));
    }
  }

  private static String smallest(
      List<Recorded> operations, Supplier<? extends SimulatedQueue> queues) {
    return new Shrinker(queues)
        .shrink(operations)
        .map(
            failure ->
                "The fewest operations found that fail: %s%n%s"
                    .formatted(failure.reason(), failure.trace().numbered()))
        .orElse("Played again, the same operations do not fail.");
  }
}
