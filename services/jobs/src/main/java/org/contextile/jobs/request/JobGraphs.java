// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.contextile.api.model.JobGraph;
import org.contextile.api.problem.Problem;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.idempotency.MadeType;
import org.contextile.db.job.JobGraphRows;
import org.contextile.db.job.JobOutput;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobView;
import org.contextile.web.http.KeyedWrites;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Takes in several jobs that name each other, all or none. */
@Service
class JobGraphs {
  private final JobGraphRows rows;
  private final KeyedWrites writes;
  private final JobCommands commands;
  private final JsonMapper json;

  JobGraphs(JobGraphRows rows, KeyedWrites writes, JobCommands commands, JsonMapper json) {
    this.rows = rows;
    this.writes = writes;
    this.commands = commands;
    this.json = json;
  }

  /**
   * Queues the jobs.
   *
   * @return the graph's id
   * @throws ProblemException with a pointer from the graph on, as of a request alone; or {@code
   *     job-cycle}, {@code wrong-output}, {@code invalid-request}
   */
  UUID submit(String workspace, JobGraph graph) {
    byte[] asGiven = json.writeValueAsBytes(graph);
    return commands.beforeDeletions(
        workspace,
        () ->
            writes.make(
                workspace,
                MadeType.JOB_GRAPH,
                () -> rows.insert(workspace, submitAll(workspace, copy(asGiven))),
                Function.identity()));
  }

  /** Ids take the place of placeholders in a copy, since the transaction may begin again. */
  private List<GraphStep> copy(byte[] asGiven) {
    return steps(json.readValue(asGiven, JobGraph.class));
  }

  private static List<GraphStep> steps(JobGraph graph) {
    List<GraphStep> steps = new ArrayList<>();
    for (int place = 0; place < graph.getJobs().size(); place++) {
      steps.add(GraphStep.of(graph.getJobs().get(place), place));
    }
    return steps;
  }

  /** The jobs in the order of the graph. */
  private List<UUID> submitAll(String workspace, List<GraphStep> steps) {
    Map<GraphStep, JobView> submitted = new HashMap<>();
    Map<UUID, JobView> made = new HashMap<>();
    for (GraphStep step : GraphOrder.of(steps)) {
      step.rename((type, id, _) -> real(made.get(id), type).orElse(id));
      JobView job = submit(workspace, step);
      submitted.put(step, job);
      step.placeholder().ifPresent(placeholder -> made.put(placeholder, job));
    }
    return steps.stream().map(step -> Objects.requireNonNull(submitted.get(step)).id()).toList();
  }

  /** The job's id, or that of what it makes. */
  private static Optional<UUID> real(@Nullable JobView job, Optional<JobOutputType> type) {
    if (job == null || type.isEmpty()) {
      return Optional.ofNullable(job).map(JobView::id);
    }
    return job.outputs().stream()
        .filter(output -> output.type() == type.get())
        .map(JobOutput::id)
        .findFirst();
  }

  private JobView submit(String workspace, GraphStep step) {
    try {
      UUID job = commands.submitWithin(workspace, step.kind(), step.request());
      return commands.find(workspace, job);
    } catch (ProblemException e) {
      Problem problem = e.problem();
      String within = Objects.requireNonNullElse(problem.pointer(), "");
      throw new ProblemException(problem.at(step.pointer() + within), e);
    }
  }
}
