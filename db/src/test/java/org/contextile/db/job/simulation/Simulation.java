// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.contextile.db.job.JobKind;

/**
 * Plays a seed's interleaving on a queue and checks it after every operation. So a failure names
 * the shortest prefix of the operations that fails.
 */
final class Simulation {
  private static final int FEWEST_STEPS = 100;
  private static final int MOST_STEPS = 300;
  private static final int LONGER_THAN_ANY_WAIT_HOURS = 24;

  private final SimulatedQueue queue;
  private final List<String> trace = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private List<JobFacts> facts = List.of();

  private Simulation(SimulatedQueue queue) {
    this.queue = queue;
  }

  /** What was played, and how the jobs stood in the end. */
  record Played(List<Operation> operations, List<JobFacts> facts) {}

  /**
   * Plays to the end: everything that the seed says, then workers only, until nothing is left.
   *
   * @throws AssertionError naming the seed and the operations up to the first that went wrong
   */
  static Played play(long seed, Supplier<? extends SimulatedQueue> queues) {
    Simulation simulation = new Simulation(queues.get());
    try {
      SplittableRandom random = new SplittableRandom(seed);
      simulation.interleave(random.nextInt(FEWEST_STEPS, MOST_STEPS + 1), new Interleaving(random));
      simulation.drain();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Seed %d fails at its operation %d: %s%nThe operations up to there:%n%s"
              .formatted(
                  seed, simulation.trace.size() - 1, e.getMessage(), simulation.numberedTrace()),
          e);
    }
    return new Played(List.copyOf(simulation.operations), simulation.facts);
  }

  private void interleave(int steps, Interleaving interleaving) {
    for (int step = 0; step < steps; step++) {
      Operation operation = interleaving.next();
      interleaving.heard(operation, step(operation));
    }
  }

  private Answer step(Operation operation) {
    operations.add(operation);
    trace.add(operation.toString());
    Answer answer = queue.apply(operation);
    trace.set(trace.size() - 1, operation + " -> " + answer);
    List<JobFacts> after = queue.facts();
    Invariants.check(operation, answer, facts, after);
    facts = after;
    return answer;
  }

  private void drain() {
    step(new Operation.Pass(LONGER_THAN_ANY_WAIT_HOURS));
    step(new Operation.Sweep());
    step(new Operation.Pass(LONGER_THAN_ANY_WAIT_HOURS));
    boolean found = true;
    while (found) {
      found = false;
      for (JobKind kind : JobKind.values()) {
        found |= finishOne(kind);
      }
    }
    Invariants.checkDrained(facts);
  }

  private boolean finishOne(JobKind kind) {
    Answer answer = step(new Operation.Claim("drainer", kind, ModelTime.betweenHours(0)));
    if (answer.job() < 0) {
      return false;
    }
    step(new Operation.Succeed(facts.get(answer.job()).liveGrants().iterator().next()));
    return true;
  }

  private String numberedTrace() {
    return IntStream.range(0, trace.size())
        .mapToObj(i -> "%4d %s".formatted(i, trace.get(i)))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
