// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.job.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Plays some of the operations of a simulation again. Jobs and grants have other numbers then; what
 * touches one that does not come to be is left out.
 */
final class Replay {
  private final CheckedQueue queue;
  private final Map<Integer, Integer> jobs = new HashMap<>();
  private final Map<Integer, Integer> grants = new HashMap<>();

  private Replay(SimulatedQueue queue) {
    this.queue = new CheckedQueue(queue);
  }

  /** How a replay failed: why, and its operations. */
  record Failure(String reason, Trace trace) {}

  /** Plays the operations and lets workers finish; empty when nothing goes wrong. */
  static Optional<Failure> failure(List<Recorded> operations, SimulatedQueue fresh) {
    Replay replay = new Replay(fresh);
    try {
      operations.forEach(replay::step);
      replay.queue.drain();
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(new Failure(Objects.toString(e.getMessage()), replay.queue.trace));
    }
  }

  private void step(Recorded recorded) {
    translated(recorded.operation())
        .ifPresent(
            operation -> {
              int firstJob = queue.facts().size();
              int firstGrant = queue.recorded.stream().mapToInt(Recorded::grants).sum();
              Answer answer = queue.step(operation);
              for (int i = 0; i < Math.min(recorded.jobs(), answer.added()); i++) {
                jobs.put(recorded.firstJob() + i, firstJob + i);
              }
              for (int i = 0; i < Math.min(recorded.grants(), answer.handed().size()); i++) {
                grants.put(recorded.firstGrant() + i, firstGrant + i);
              }
            });
  }

  private Optional<Operation> translated(Operation operation) {
    return switch (operation) {
      case Operation.Submit(JobSetting setting, int delay) ->
          Optional.of(
              new Operation.Submit(
                  setting.withDependsOn(
                      setting.dependsOn().stream()
                          .filter(jobs::containsKey)
                          .map(jobs::get)
                          .collect(Collectors.toSet())),
                  delay));
      case Operation.Cancel(String workspace, int job) ->
          now(jobs, job).map(number -> new Operation.Cancel(workspace, number));
      case Operation.Retry(String workspace, int job) ->
          now(jobs, job).map(number -> new Operation.Retry(workspace, number));
      case Operation.UnderGrant write ->
          now(grants, write.grant()).map(grant -> translated(write, grant));
      case Operation.Claim _,
          Operation.Sweep _,
          Operation.Pass _,
          Operation.Discard _,
          Operation.Store _,
          Operation.Unheard _ ->
          Optional.of(operation);
    };
  }

  private static Optional<Integer> now(Map<Integer, Integer> numbers, int number) {
    return Optional.ofNullable(numbers.get(number));
  }

  private static Operation translated(Operation.UnderGrant write, int grant) {
    return switch (write) {
      case Operation.Beat beat -> new Operation.Beat(grant, beat.leaseMinutes());
      case Operation.Write _ -> new Operation.Write(grant);
      case Operation.Checkpoint saved -> new Operation.Checkpoint(grant, saved.artifact());
      case Operation.Progress progress -> new Operation.Progress(grant, progress.completed());
      case Operation.Log log -> new Operation.Log(grant, log.lines());
      case Operation.Divide divide -> new Operation.Divide(grant, divide.children());
      case Operation.Succeed _ -> new Operation.Succeed(grant);
      case Operation.Fail fail -> new Operation.Fail(grant, fail.retryable());
      case Operation.Stop _ -> new Operation.Stop(grant);
      case Operation.Release _ -> new Operation.Release(grant);
    };
  }
}
