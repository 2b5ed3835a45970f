// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.GraphJob;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobGraph;
import org.contextile.api.model.JobKind;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.client.ApiException;
import org.contextile.client.JobsApi;
import org.contextile.db.job.JobLease;
import org.contextile.db.job.JobQueue;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several jobs in one request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobGraphIT {
  private static final UUID TUNING = new UUID(0, 1);
  private static final UUID EXTRACTION = new UUID(0, 2);
  private static final UUID TRAINING = new UUID(0, 3);

  private GatewayServer server;
  private JobsApi api;
  private UUID model;
  private List<UUID> slides;
  private UUID cohort;

  @BeforeAll
  void start() {
    server = GatewayServer.start();
    api = new JobsApi(server.client());
    model = server.model();
    slides = server.slides(2);
    cohort =
        server
            .jdbc()
            .sql("INSERT INTO cohort (workspace, name) VALUES ('first', 'c') RETURNING id")
            .query(UUID.class)
            .single();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.forgetJobs();
  }

  @Test
  void fourJobsComeInAnyOrderAndWaitForEachOther() throws Exception {
    List<Job> jobs = submit(classification(), training(), extraction(), tuning());

    assertThat(jobs)
        .extracting(Job::getKind)
        .containsExactly(
            JobKind.CLASSIFICATION,
            JobKind.MIL_TRAINING,
            JobKind.FEATURE_EXTRACTION,
            JobKind.FINE_TUNING);
    assertThat(jobs)
        .extracting(Job::getState)
        .containsExactly(JobState.BLOCKED, JobState.BLOCKED, JobState.BLOCKED, JobState.QUEUED);
    Job classification = jobs.get(0);
    Job training = jobs.get(1);
    Job extraction = jobs.get(2);
    Job tuning = jobs.get(3);
    assertThat(classification.getDependsOn()).containsExactly(training.getId());
    assertThat(training.getDependsOn())
        .containsExactlyInAnyOrder(extraction.getId(), tuning.getId());
    assertThat(extraction.getDependsOn()).containsExactly(tuning.getId());
    assertThat(extraction.getRequest())
        .containsEntry("modelIds", List.of(output(tuning).toString()));
    assertThat(training.getRequest()).containsEntry("modelId", output(tuning).toString());
    assertThat(training.getRequest())
        .containsEntry("dependsOn", List.of(extraction.getId().toString()));
    assertThat(classification.getRequest())
        .containsEntry("classifierId", output(training).toString());
    assertThat(jobs.toString())
        .doesNotContain(TUNING.toString(), EXTRACTION.toString(), TRAINING.toString());
  }

  @Test
  void whatFailsTakesAllThatWaitForItAndARetryBringsThemBack() throws Exception {
    List<Job> jobs = submit(tuning(), extraction(), training(), classification());
    JobLease lease = server.claim(org.contextile.db.job.JobKind.FINE_TUNING);

    server
        .bean(JobQueue.class)
        .fail(
            lease, "{\"type\": \"/problems/not-finite\", \"title\": \"\", \"status\": 422}", false);

    for (Job waiting : jobs.subList(1, 4)) {
      Job lost = api.getJob(waiting.getId(), null, null);
      assertThat(lost.getState()).isEqualTo(JobState.FAILED);
      assertThat(Objects.requireNonNull(lost.getError()).getType())
          .isEqualTo("/problems/dependency-failed");
      assertThat(lost.getError().getJob()).isEqualTo(jobs.getFirst().getId());
    }
    api.retryJob(jobs.getFirst().getId(), null);
    for (Job waiting : jobs.subList(1, 4)) {
      assertThat(api.getJob(waiting.getId(), null, null).getState()).isEqualTo(JobState.BLOCKED);
    }
  }

  @Test
  void oneThatIsRefusedLeavesNone() {
    GraphJob unknown =
        new GraphJob().classification(new ClassificationRequest(EXTRACTION).slideIds(slides));

    assertThat(problem(() -> submit(tuning(), unknown)))
        .contains("/problems/unknown-classifier")
        .contains("\"pointer\":\"/jobs/1/classification/classifierId\"");
    assertThat(jobs()).isZero();
  }

  @Test
  void anUnknownJobIsPointedAt() {
    GraphJob late = extraction();
    Objects.requireNonNull(late.getFeatureExtraction()).dependsOn(List.of(new UUID(0, 9)));

    assertThat(problem(() -> submit(tuning(), late)))
        .contains("/problems/unknown-job")
        .contains("\"pointer\":\"/jobs/1/featureExtraction/dependsOn\"");
    assertThat(jobs()).isZero();
  }

  @Test
  void jobsThatWaitForEachOtherAreRefused() {
    GraphJob tuning = tuning();
    Objects.requireNonNull(tuning.getFineTuning()).dependsOn(List.of(TRAINING));
    GraphJob itself = tuning();
    Objects.requireNonNull(itself.getFineTuning()).studentId(TUNING);

    assertThat(problem(() -> submit(tuning, extraction(), training())))
        .contains("/problems/job-cycle", "\"pointer\":\"/jobs/2/milTraining/modelId\"");
    assertThat(problem(() -> submit(itself)))
        .contains("/problems/job-cycle", "\"pointer\":\"/jobs/0/fineTuning/studentId\"");
    assertThat(jobs()).isZero();
  }

  @Test
  void whatAJobDoesNotMakeIsRefused() {
    GraphJob ofFeatures =
        new GraphJob().milTraining(new MilTrainingRequest("c", cohort, EXTRACTION));
    GraphJob ofAModel =
        new GraphJob().classification(new ClassificationRequest(TUNING).slideIds(slides));
    GraphJob slide =
        new GraphJob()
            .featureExtraction(
                new FeatureExtractionRequest(List.of(model))
                    .slideIds(List.of(slides.getFirst(), TUNING)));

    assertThat(problem(() -> submit(tuning(), extraction(), ofFeatures)))
        .contains("/problems/wrong-output", "\"pointer\":\"/jobs/2/milTraining/modelId\"");
    assertThat(problem(() -> submit(tuning(), ofAModel)))
        .contains("/problems/wrong-output", "\"pointer\":\"/jobs/1/classification/classifierId\"");
    assertThat(problem(() -> submit(tuning(), slide)))
        .contains("/problems/wrong-output", "\"pointer\":\"/jobs/1/featureExtraction/slideIds/1\"");
  }

  @Test
  void aJobHasOneRequestAndAPlaceholderOfItsOwn() {
    assertThat(problem(() -> submit(tuning(), new GraphJob().placeholder(EXTRACTION))))
        .contains("/problems/invalid-request", "\"pointer\":\"/jobs/1\"");
    assertThat(problem(() -> submit(tuning().classification(classification().getClassification()))))
        .contains("/problems/invalid-request", "\"pointer\":\"/jobs/0\"");
    assertThat(problem(() -> submit(tuning(), extraction().placeholder(TUNING))))
        .contains("/problems/invalid-request", "\"pointer\":\"/jobs/1/placeholder\"");
  }

  @Test
  void aValueOutOfItsBoundsIsPointedAt() {
    GraphJob eager = tuning();
    Objects.requireNonNull(eager.getFineTuning()).priority(101);

    assertThat(problem(() -> submit(tuning(), eager)))
        .contains("\"pointer\":\"/jobs/1/fineTuning/priority\"");
  }

  @Test
  void aRepeatWithTheSameKeySubmitsNothing() throws Exception {
    JobGraph graph = new JobGraph(List.of(tuning(), extraction()));

    List<Job> first = api.submitJobs(graph, "graph").getJobs();
    List<Job> again = api.submitJobs(graph, "graph").getJobs();

    assertThat(again).extracting(Job::getId).containsExactlyElementsOf(ids(first));
    assertThat(jobs()).isEqualTo(2);
  }

  private static List<UUID> ids(List<Job> jobs) {
    return jobs.stream().map(Job::getId).toList();
  }

  private GraphJob tuning() {
    return new GraphJob()
        .placeholder(TUNING)
        .fineTuning(new FineTuningRequest("tuned", model, model).slideIds(slides));
  }

  private GraphJob extraction() {
    return new GraphJob()
        .placeholder(EXTRACTION)
        .featureExtraction(new FeatureExtractionRequest(List.of(TUNING)).slideIds(slides));
  }

  private GraphJob training() {
    return new GraphJob()
        .placeholder(TRAINING)
        .milTraining(new MilTrainingRequest("c", cohort, TUNING).dependsOn(List.of(EXTRACTION)));
  }

  private GraphJob classification() {
    return new GraphJob().classification(new ClassificationRequest(TRAINING).slideIds(slides));
  }

  private List<Job> submit(GraphJob... jobs) throws ApiException {
    return api.submitJobs(new JobGraph(List.of(jobs)), null).getJobs();
  }

  private long jobs() {
    return server.jdbc().sql("SELECT count(*) FROM job").query(Long.class).single();
  }

  private static UUID output(Job job) {
    return job.getOutputs().getFirst().getId();
  }

  private static String problem(ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call).getResponseBody();
  }
}
