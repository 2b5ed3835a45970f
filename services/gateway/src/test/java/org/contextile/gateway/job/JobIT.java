// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobState;
import org.contextile.api.model.PredictorShape;
import org.contextile.api.model.TilingSpec;
import org.contextile.api.problem.ProblemType;
import org.contextile.client.ApiException;
import org.contextile.client.JobsApi;
import org.contextile.db.job.JobEventType;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobProgress;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.NewJobEvent;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobIT {
  private GatewayServer server;
  private JobsApi api;
  private UUID model;
  private List<UUID> slides;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    api = new JobsApi(server.client());
    model = server.model();
    slides = server.slides(2);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void aSubmittedJobIsQueuedWithItsDefaultsWrittenOut() throws Exception {
    var answer =
        api.submitFineTuningWithHttpInfo(
            new FineTuningRequest("tuned", model, model).slideIds(slides).priority(3), null);

    Job job = answer.getData();
    assertThat(answer.getStatusCode()).isEqualTo(202);
    assertThat(answer.getHeaders())
        .containsEntry("location", List.of("/v1/jobs/" + job.getId()))
        .containsEntry("retry-after", List.of("1"));
    assertThat(job.getState()).isEqualTo(JobState.QUEUED);
    assertThat(job.getPriority()).isEqualTo(3);
    assertThat(String.valueOf(job.getRequest().get("recipe")))
        .contains("windowSize=4", "maskRatio=0.5", "heads=4", "dihedral=true");
    assertThat(String.valueOf(job.getRequest().get("tiling"))).contains("tileSizePx=224");
  }

  @Test
  void unknownThingsAreNamedWithAPointer() {
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(UUID.randomUUID())).slideIds(slides),
                        null)))
        .contains("422", "/problems/unknown-model", "\"pointer\":\"/modelIds/0\"");
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(model))
                            .slideIds(List.of(UUID.randomUUID())),
                        null)))
        .contains("422", "/problems/unknown-slide", "\"pointer\":\"/slideIds\"");
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(model))
                            .slideIds(slides)
                            .dependsOn(List.of(UUID.randomUUID())),
                        null)))
        .contains("422", "/problems/unknown-job", "\"pointer\":\"/dependsOn\"");
  }

  @Test
  void aBodyThatCannotBeReadIsAnsweredWithThePlace() throws Exception {
    assertThat(submitted("{\"modelIds\":[\"x\"]}"))
        .contains("/problems/bad-request", "\"pointer\":\"/modelIds/0\"", "UUID is expected");
    assertThat(submitted("{\"modelIds\":[\"%s\"],\"tiling\":{\"mpp\":[]}}".formatted(model)))
        .contains("\"pointer\":\"/tiling/mpp\"");
    assertThat(submitted("{")).contains("400", "not JSON").doesNotContain("tools.jackson");
  }

  private String submitted(String body) throws Exception {
    return server
        .send(
            server
                .request("/v1/jobs/feature-extraction")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .body();
  }

  @Test
  void tilesFinerThanTheSlidesAreRefusedWithTheFinestThatWorks() throws Exception {
    var fine = new TilingSpec().mpp(0.4);
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(model)).slideIds(slides).tiling(fine),
                        null)))
        .contains("422", "/problems/too-coarse", "(0.499), ", "0.4741", "\"/tiling/mpp\"");
    assertThat(
            problem(
                () ->
                    api.submitFineTuning(
                        new FineTuningRequest("x", model, model)
                            .slideIds(slides.subList(0, 1))
                            .tiling(fine),
                        null)))
        .contains("422", "/problems/too-coarse", "0.4 µm");
    assertThat(
            api.submitFeatureExtraction(
                    new FeatureExtractionRequest(List.of(model))
                        .slideIds(slides)
                        .tiling(new TilingSpec().mpp(0.4741)),
                    null)
                .getState())
        .isEqualTo(JobState.QUEUED);
  }

  @Test
  void choicesThatDoNotFitTogetherAreRefused() {
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(model))
                            .slideIds(slides)
                            .cohortId(UUID.randomUUID()),
                        null)))
        .contains("422", "/problems/invalid-request");
    assertThat(
            problem(
                () ->
                    api.submitFeatureExtraction(
                        new FeatureExtractionRequest(List.of(model))
                            .slideIds(slides)
                            .tiling(new TilingSpec().tileSizePx(64).overlapPx(64)),
                        null)))
        .contains("422", "\"pointer\":\"/tiling/overlapPx\"");
    assertThat(
            problem(
                () ->
                    api.submitFineTuning(
                        new FineTuningRequest("x", model, model)
                            .slideIds(slides)
                            .recipe(
                                new FineTuningRecipe()
                                    .predictor(new PredictorShape().width(20).heads(8))),
                        null)))
        .contains("422", "\"pointer\":\"/recipe/predictor/width\"");
  }

  @Test
  void anUnchangedJobCostsNothing() throws Exception {
    Job job = submit();
    HttpResponse<String> first = server.send(server.request("/v1/jobs/" + job.getId()));
    String tag = first.headers().firstValue("ETag").orElseThrow();

    HttpResponse<String> second =
        server.send(server.request("/v1/jobs/" + job.getId()).header("If-None-Match", tag));
    api.cancelJob(job.getId(), null);
    HttpResponse<String> third =
        server.send(server.request("/v1/jobs/" + job.getId()).header("If-None-Match", tag));

    assertThat(tag).startsWith("W/\"");
    assertThat(first.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(second.statusCode()).isEqualTo(304);
    assertThat(second.body()).isEmpty();
    assertThat(third.statusCode()).isEqualTo(200);
    assertThat(third.headers().firstValue("Retry-After")).isEmpty();
    assertThat(third.body()).contains("\"state\":\"CANCELLED\"");
  }

  @Test
  void cancelAndRetryFollowTheTransitionTable() throws Exception {
    Job job = submit();

    assertThat(api.cancelJob(job.getId(), null).getState()).isEqualTo(JobState.CANCELLED);
    assertThat(problem(() -> api.cancelJob(job.getId(), null))).contains("409", "job-ended");
    assertThat(api.retryJob(job.getId(), null).getState()).isEqualTo(JobState.QUEUED);
    assertThat(api.retryJob(job.getId(), null).getState()).isEqualTo(JobState.QUEUED);
    api.cancelJob(job.getId(), null);
    assertThat(problem(() -> api.getJob(UUID.randomUUID(), null, null)))
        .contains("404", "not-found");
    assertThat(problem(() -> api.cancelJob(UUID.randomUUID(), null))).contains("404");
  }

  @Test
  void aRunningJobShowsProgressRateMetricsAndAttempt() throws Exception {
    cancelAllQueued();
    Job job = submit();
    JobLease lease = server.claim(JobKind.FEATURE_EXTRACTION);
    JobQueue queue = server.bean(JobQueue.class);
    queue.progress(lease, new JobProgress("tiles", 0, 100, "tiles"));
    Thread.sleep(60);
    queue.progress(lease, new JobProgress("tiles", 40, 100, "tiles"));
    queue.append(
        lease,
        List.of(
            new NewJobEvent(JobEventType.METRIC, "{\"name\":\"loss\",\"step\":1,\"value\":0.5}"),
            new NewJobEvent(JobEventType.METRIC, "{\"name\":\"loss\",\"step\":2,\"value\":0.25}")));

    Job running = api.getJob(job.getId(), null, null);

    assertThat(running.getState()).isEqualTo(JobState.RUNNING);
    var progress = Objects.requireNonNull(running.getProgress());
    assertThat(progress.getCompleted()).isEqualTo(40);
    assertThat(progress.getRatePerSecond()).isPositive();
    assertThat(progress.getSecondsLeft()).isPositive();
    assertThat(running.getMetrics()).containsEntry("loss", 0.25);
    assertThat(running.getAttempts()).singleElement().extracting("worker").isEqualTo("worker-1");
    var series = api.getJobMetrics(job.getId()).getSeries();
    assertThat(series).singleElement().extracting("name").isEqualTo("loss");
    assertThat(series.getFirst().getSteps()).containsExactly(1L, 2L);
    assertThat(series.getFirst().getValues()).containsExactly(0.5, 0.25);

    queue.succeed(lease, "{\"featureSetIds\":[\"" + model + "\"],\"tilesPerSecond\":12.5}");
    Job done = api.getJob(job.getId(), null, null);
    var result = Objects.requireNonNull(done.getResult());
    assertThat(result.getFeatureSetIds()).containsExactly(model);
    assertThat(result.getTilesPerSecond()).isEqualTo(12.5);
    assertThat(done.getAttempts()).singleElement().extracting("outcome").isEqualTo("succeeded");
    var whole = Objects.requireNonNull(done.getProgress());
    assertThat(whole.getCompleted()).isEqualTo(100).isEqualTo(whole.getTotal());
  }

  @Test
  void theCurveOfALostAttemptEndsWhereTheNextTookItUp() throws Exception {
    cancelAllQueued();
    Job job = submit();
    JobQueue queue = server.bean(JobQueue.class);
    JobLease lost = server.claim(JobKind.FEATURE_EXTRACTION);
    queue.progress(lost, new JobProgress("steps", 0, 100, "steps"));
    Thread.sleep(60);
    queue.progress(lost, new JobProgress("steps", 29, 100, "steps"));
    queue.append(lost, losses("loss", 1, 29));
    queue.append(lost, losses("anew", 1, 29));
    queue.append(lost, losses("over", 1, 5));
    queue.release(lost);
    JobLease lease = server.claim(JobKind.FEATURE_EXTRACTION);
    queue.progress(lease, new JobProgress("steps", 20, 100, "steps"));
    queue.append(lease, losses("loss", 21, 40));
    queue.append(lease, losses("anew", 1, 10));

    Job running = api.getJob(job.getId(), null, null);

    var progress = Objects.requireNonNull(running.getProgress());
    assertThat(progress.getCompleted()).isEqualTo(20);
    assertThat(progress.getRatePerSecond()).as("of one report").isNull();
    assertThat(progress.getSecondsLeft()).isNull();
    assertThat(steps(job, "loss")).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    assertThat(steps(job, "anew")).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
    assertThat(steps(job, "over")).isEqualTo(LongStream.rangeClosed(1, 5).boxed().toList());
    List<Integer> attempts =
        server
            .jdbc()
            .sql(
                "SELECT DISTINCT (data ->> 'attempt')::integer FROM job_event WHERE job_id = ? AND type = 'metric' ORDER BY 1")
            .param(job.getId())
            .query(Integer.class)
            .list();
    assertThat(attempts).containsExactly(1, 2);
    queue.succeed(lease, "{}");
  }

  private static List<NewJobEvent> losses(String name, long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(step -> NewJobEvent.metric(name, step, 1.0 / step))
        .toList();
  }

  private List<Long> steps(Job job, String name) throws Exception {
    return api.getJobMetrics(job.getId()).getSeries().stream()
        .filter(series -> series.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getSteps();
  }

  @Test
  void aFailureSaysWhetherARetryCanHelp() throws Exception {
    cancelAllQueued();
    JobQueue queue = server.bean(JobQueue.class);
    for (ProblemType type : List.of(ProblemType.UNREADABLE_SLIDE, ProblemType.WORKER_LOST)) {
      Job job = submit();
      String problem = new JsonMapper().writeValueAsString(type.with("x".repeat(5000)).body());
      queue.fail(server.claim(JobKind.FEATURE_EXTRACTION), problem, false);

      var error = Objects.requireNonNull(api.getJob(job.getId(), null, null).getError());
      assertThat(error.getRetryable()).isEqualTo(type == ProblemType.WORKER_LOST);
      assertThat(error.getDetail()).hasSize(2000).endsWith("x…");
    }
  }

  @Test
  void listsFilterByKindStateAndCohort() throws Exception {
    Job job = submit();

    var queued =
        api.listJobs(
            List.of(org.contextile.api.model.JobKind.FEATURE_EXTRACTION),
            List.of(JobState.QUEUED),
            null,
            null,
            100,
            null);

    assertThat(queued.getItems()).extracting(Job::getId).contains(job.getId());
    assertThat(queued.getItems()).allMatch(found -> found.getState() == JobState.QUEUED);
    assertThat(
            api.listJobs(
                    List.of(org.contextile.api.model.JobKind.INGEST),
                    List.of(),
                    null,
                    null,
                    100,
                    null)
                .getItems())
        .isEmpty();
    assertThat(api.listJobs(List.of(), List.of(), UUID.randomUUID(), null, 100, null).getItems())
        .isEmpty();
  }

  @Test
  void anotherWorkspaceSeesNothing() throws Exception {
    Job job = submit();
    JobsApi other = new JobsApi(server.client(GatewayServer.OTHER_KEY));

    assertThat(problem(() -> other.getJob(job.getId(), null, null))).contains("404");
    assertThat(other.listJobs(List.of(), List.of(), null, null, 100, null).getItems()).isEmpty();
    HttpResponse<String> nobody =
        server.send(java.net.http.HttpRequest.newBuilder(server.uri("/v1/jobs")));
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.body()).contains("/problems/unauthorized");
  }

  private Job submit() throws ApiException {
    return api.submitFeatureExtraction(
        new FeatureExtractionRequest(List.of(model)).slideIds(slides), null);
  }

  private void cancelAllQueued() throws ApiException {
    for (Job job :
        api.listJobs(List.of(), List.of(JobState.QUEUED), null, null, 1000, null).getItems()) {
      api.cancelJob(job.getId(), null);
    }
  }

  private static String problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    ApiException refused = catchThrowableOfType(ApiException.class, call);
    return refused.getCode() + " " + refused.getResponseBody();
  }
}
