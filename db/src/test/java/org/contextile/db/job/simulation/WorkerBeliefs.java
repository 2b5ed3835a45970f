// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What workers believe to hold, each by a clock of its own. A worker whose clock jumps may go on
 * under a lease that it has lost, or let one alone that it still has, and come back to it.
 */
final class WorkerBeliefs {
  /** Of one lease: until when it lasts, in minutes of the worker's clock. */
  private record Belief(int grant, boolean divisible, long ends) {}

  private final Map<String, List<Belief>> beliefs = new HashMap<>();
  private final Map<String, Integer> clocks = new HashMap<>();
  private long minutes;

  void pass(int hours) {
    minutes += 60L * hours;
  }

  void jump(String worker, int hours) {
    clocks.merge(worker, 60 * hours, Integer::sum);
  }

  private long clock(String worker) {
    return minutes + clocks.getOrDefault(worker, 0);
  }

  void handed(String worker, int grant, boolean divisible, int leaseMinutes) {
    beliefs
        .computeIfAbsent(worker, _ -> new ArrayList<>())
        .add(new Belief(grant, divisible, clock(worker) + leaseMinutes));
  }

  /** The grants under which the worker thinks that it may work. */
  List<Integer> held(String worker) {
    return beliefs.getOrDefault(worker, List.of()).stream()
        .filter(belief -> belief.ends() > clock(worker))
        .map(Belief::grant)
        .toList();
  }

  boolean divisible(int grant) {
    return beliefs.values().stream()
        .flatMap(List::stream)
        .anyMatch(belief -> belief.grant() == grant && belief.divisible());
  }

  void extended(int grant, int leaseMinutes) {
    beliefs.forEach(
        (worker, all) ->
            all.replaceAll(
                belief ->
                    belief.grant() == grant
                        ? new Belief(grant, belief.divisible(), clock(worker) + leaseMinutes)
                        : belief));
  }

  /** The worker heard that the lease is gone, or has given it up. */
  void over(int grant) {
    beliefs.values().forEach(all -> all.removeIf(belief -> belief.grant() == grant));
  }

  void forget(String worker) {
    beliefs.remove(worker);
  }
}
