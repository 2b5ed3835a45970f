// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobOutputType;

/** Orders the jobs of a graph so that each comes after those that it names. */
final class GraphOrder {
  private final Map<UUID, GraphStep> byPlaceholder = new HashMap<>();
  private final Set<GraphStep> begun = new HashSet<>();
  private final List<GraphStep> ordered = new ArrayList<>();

  private GraphOrder() {}

  /**
   * @throws ProblemException {@code invalid-request} where a placeholder comes twice, {@code
   *     wrong-output} where a job is named for what it does not make, {@code job-cycle}
   */
  static List<GraphStep> of(List<GraphStep> steps) {
    GraphOrder order = new GraphOrder();
    for (int place = 0; place < steps.size(); place++) {
      order.note(steps.get(place), "/jobs/" + place + "/placeholder");
    }
    steps.forEach(order::add);
    return order.ordered;
  }

  private void note(GraphStep step, String pointer) {
    step.placeholder()
        .filter(placeholder -> byPlaceholder.putIfAbsent(placeholder, step) != null)
        .ifPresent(
            twice -> {
              throw problem(
                  ProblemType.INVALID_REQUEST,
                  "Another job has the placeholder " + twice + ".",
                  pointer);
            });
  }

  private void add(GraphStep step) {
    if (begun.add(step)) {
      step.rename((type, id, pointer) -> follow(step.pointer() + pointer, type, id));
      ordered.add(step);
    }
  }

  private UUID follow(String pointer, Optional<JobOutputType> type, UUID id) {
    GraphStep named = byPlaceholder.get(id);
    if (named == null) {
      return id;
    }
    if (type.isPresent() && !named.kind().output().equals(type)) {
      throw problem(
          ProblemType.WRONG_OUTPUT,
          "The job with the placeholder %s makes no %s.".formatted(id, type.get().text()),
          pointer);
    }
    if (begun.contains(named) && !ordered.contains(named)) {
      throw problem(
          ProblemType.JOB_CYCLE,
          "The job with the placeholder " + id + " waits for this one.",
          pointer);
    }
    add(named);
    return id;
  }

  private static ProblemException problem(ProblemType type, String detail, String pointer) {
    return new ProblemException(type.with(detail).at(pointer));
  }
}
