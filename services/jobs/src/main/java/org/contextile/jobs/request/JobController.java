// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.JobsApi;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobGraph;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobList;
import org.contextile.api.model.JobMetrics;
import org.contextile.api.model.JobPage;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MetricSeries;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.job.JobFilter;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobView;
import org.contextile.jobs.event.JobEventStreams;
import org.contextile.jobs.view.AcceptedJobs;
import org.contextile.jobs.view.JobFigures;
import org.contextile.jobs.view.JobMapping;
import org.contextile.jobs.view.JobTags;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** {@code /v1/jobs}. */
@RestController
class JobController implements JobsApi {
  private static final String SECONDS_TO_WAIT = "1";

  private final JobCommands commands;
  private final AcceptedJobs accepted;
  private final ControlledJobs controlled;
  private final JobGraphs graphs;
  private final SubmittedGraphs submitted;
  private final JobReader reader;
  private final JobTags tags;
  private final JobMapping mapping;
  private final JobFigures figures;
  private final JobEventStreams streams;
  private final Workspace workspace;
  private final WebRequest request;

  JobController(
      JobCommands commands,
      AcceptedJobs accepted,
      ControlledJobs controlled,
      JobGraphs graphs,
      SubmittedGraphs submitted,
      JobReader reader,
      JobTags tags,
      JobMapping mapping,
      JobFigures figures,
      JobEventStreams streams,
      Workspace workspace,
      WebRequest request) {
    this.commands = commands;
    this.accepted = accepted;
    this.controlled = controlled;
    this.graphs = graphs;
    this.submitted = submitted;
    this.reader = reader;
    this.tags = tags;
    this.mapping = mapping;
    this.figures = figures;
    this.streams = streams;
    this.workspace = workspace;
    this.request = request;
  }

  @Override
  public ResponseEntity<JobList> submitJobs(JobGraph graph) {
    return submitted.to(workspace.current(), graphs.submit(workspace.current(), graph));
  }

  @Override
  public ResponseEntity<Job> submitFeatureExtraction(FeatureExtractionRequest request) {
    return submit(org.contextile.db.job.JobKind.FEATURE_EXTRACTION, request);
  }

  @Override
  public ResponseEntity<Job> submitFineTuning(FineTuningRequest request) {
    return submit(org.contextile.db.job.JobKind.FINE_TUNING, request);
  }

  @Override
  public ResponseEntity<Job> submitMilTraining(MilTrainingRequest request) {
    return submit(org.contextile.db.job.JobKind.MIL_TRAINING, request);
  }

  @Override
  public ResponseEntity<Job> submitClassification(ClassificationRequest request) {
    return submit(org.contextile.db.job.JobKind.CLASSIFICATION, request);
  }

  @Override
  public ResponseEntity<JobPage> listJobs(
      @Nullable List<JobKind> kind,
      @Nullable List<JobState> state,
      @Nullable UUID cohortId,
      @Nullable UUID parentId,
      Integer pageSize,
      @Nullable String pageToken) {
    JobFilter filter = filter(kind, state, cohortId, parentId);
    Page<JobView> page =
        Page.of(
            pageSize,
            pageToken,
            JobView::id,
            (before, limit) -> reader.list(workspace.current(), filter, before, limit.max()));
    return ResponseEntity.ok(
        new JobPage(mapping.toApi(page.items())).nextPageToken(page.nextPageToken()));
  }

  @Override
  public ResponseEntity<Job> getJob(UUID jobId) {
    // Read first: should the job change before it is shown, the client asks once too often.
    JobTags.JobTag tag =
        tags.find(workspace.current(), jobId)
            .orElseThrow(() -> ProblemException.notFound("job", jobId));
    boolean known = request.checkNotModified(tag.text());
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK).eTag(tag.text());
    if (!tag.terminal()) {
      answer.header(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
    }
    return known
        ? answer.build()
        : answer.body(mapping.toApi(commands.find(workspace.current(), jobId)));
  }

  @Override
  public ResponseEntity<JobMetrics> getJobMetrics(UUID jobId) {
    JobView job = commands.find(workspace.current(), jobId);
    List<MetricSeries> series =
        figures.series(job.id()).entrySet().stream()
            .map(
                metric ->
                    new MetricSeries(
                        metric.getKey(),
                        metric.getValue().stream().map(JobFigures.Point::step).toList(),
                        metric.getValue().stream().map(JobFigures.Point::value).toList()))
            .toList();
    return ResponseEntity.ok(new JobMetrics(series));
  }

  @Override
  public ResponseEntity<SseEmitter> followJob(UUID jobId, @Nullable Long lastEventId) {
    JobView job = commands.find(workspace.current(), jobId);
    return ResponseEntity.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(streams.open(job, lastEventId == null ? 0 : lastEventId));
  }

  @Override
  public ResponseEntity<SseEmitter> followJobs(@Nullable Long lastEventId) {
    return ResponseEntity.ok()
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .body(streams.open(workspace.current(), lastEventId));
  }

  @Override
  public ResponseEntity<Job> cancelJob(UUID jobId) {
    commands.cancel(workspace.current(), jobId);
    return controlled.to(workspace.current(), jobId);
  }

  @Override
  public ResponseEntity<Job> retryJob(UUID jobId) {
    commands.retry(workspace.current(), jobId);
    return controlled.to(workspace.current(), jobId);
  }

  private ResponseEntity<Job> submit(org.contextile.db.job.JobKind kind, Object request) {
    return accepted.to(workspace.current(), commands.submit(workspace.current(), kind, request));
  }

  private static JobFilter filter(
      @Nullable List<JobKind> kinds,
      @Nullable List<JobState> states,
      @Nullable UUID cohortId,
      @Nullable UUID parentId) {
    return new JobFilter(
        states == null
            ? Set.of()
            : states.stream()
                .map(state -> org.contextile.db.job.JobState.valueOf(state.name()))
                .collect(toUnmodifiableSet()),
        kinds == null
            ? Set.of()
            : kinds.stream()
                .map(kind -> org.contextile.db.job.JobKind.of(kind.getValue()))
                .collect(toUnmodifiableSet()),
        cohortId,
        parentId);
  }
}
