// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.JobGraph;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.Problem;
import org.contextile.db.job.JobOutput;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobView;
import org.contextile.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Takes in several jobs that name each other, all or none. */
@Service
class JobGraphs {
  private final JobQueue queue;
  private final JobRequests requests;
  private final JobDesk desk;
  private final JsonMapper json;

  JobGraphs(JobQueue queue, JobRequests requests, JobDesk desk, JsonMapper json) {
    this.queue = queue;
    this.requests = requests;
    this.desk = desk;
    this.json = json;
  }

  /**
   * Queues the jobs.
   *
   * @return in the order of the graph
   * @throws ProblemException with a pointer from the graph on, as of a request alone; or {@code
   *     job-cycle}, {@code wrong-output}, {@code invalid-request}
   */
  List<JobView> submit(String workspace, JobGraph graph) {
    byte[] asGiven = json.writeValueAsBytes(graph);
    return queue.together(
        () -> submitAll(workspace, steps(json.readValue(asGiven, JobGraph.class))));
  }

  private static List<GraphStep> steps(JobGraph graph) {
    List<GraphStep> steps = new ArrayList<>();
    for (int place = 0; place < graph.getJobs().size(); place++) {
      steps.add(GraphStep.of(graph.getJobs().get(place), place));
    }
    return steps;
  }

  private List<JobView> submitAll(String workspace, List<GraphStep> steps) {
    Map<GraphStep, JobView> submitted = new HashMap<>();
    Map<UUID, JobView> made = new HashMap<>();
    for (GraphStep step : GraphOrder.of(steps)) {
      step.rename((type, id, _) -> real(made.get(id), type).orElse(id));
      JobView job = submit(workspace, step);
      submitted.put(step, job);
      step.placeholder().ifPresent(placeholder -> made.put(placeholder, job));
    }
    return steps.stream().map(step -> Objects.requireNonNull(submitted.get(step))).toList();
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
      return desk.submit(
          workspace,
          step.kind(),
          step.request(),
          complete(workspace, step.request()),
          schedule(step.request()));
    } catch (ProblemException e) {
      Problem problem = e.problem();
      String within = Objects.requireNonNullElse(problem.pointer(), "");
      throw new ProblemException(problem.at(step.pointer() + within), e);
    }
  }

  private NamedByRequest complete(String workspace, Object request) {
    return switch (request) {
      case FeatureExtractionRequest it -> requests.complete(workspace, it);
      case FineTuningRequest it -> requests.complete(workspace, it);
      case MilTrainingRequest it -> requests.complete(workspace, it);
      case ClassificationRequest it -> requests.complete(workspace, it);
      default -> throw new IllegalStateException("Not a request: " + request.getClass());
    };
  }

  private static JobDesk.Schedule schedule(Object request) {
    return switch (request) {
      case FeatureExtractionRequest it ->
          new JobDesk.Schedule(
              it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
      case FineTuningRequest it ->
          new JobDesk.Schedule(
              it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
      case MilTrainingRequest it ->
          new JobDesk.Schedule(
              it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
      case ClassificationRequest it ->
          new JobDesk.Schedule(
              it.getDependsOn(), it.getPriority(), it.getRunAfter(), it.getNeeds());
      default -> throw new IllegalStateException("Not a request: " + request.getClass());
    };
  }
}
