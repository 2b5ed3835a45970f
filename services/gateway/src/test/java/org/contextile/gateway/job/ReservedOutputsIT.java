// SPDX-License-Identifier: Apache-2.0
package org.contextile.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobOutput;
import org.contextile.api.model.JobOutputType;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.client.ApiException;
import org.contextile.client.JobsApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobSubmission;
import org.contextile.gateway.GatewayServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests that name what other jobs are still to make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservedOutputsIT {
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
    for (UUID slide : slides) {
      server
          .jdbc()
          .sql("INSERT INTO cohort_slide VALUES (:cohort, :slide, :position, 'p', 'l')")
          .param("position", slides.indexOf(slide))
          .param("cohort", cohort)
          .param("slide", slide)
          .update();
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void fourStepsAreSubmittedAtOnceAndWaitForEachOther() throws Exception {
    Job tuning = tuning();
    Job extraction = extraction(output(tuning, JobOutputType.MODEL), slides);
    Job training =
        api.submitMilTraining(
            new MilTrainingRequest("c", cohort, output(tuning, JobOutputType.MODEL))
                .dependsOn(List.of(extraction.getId())),
            null);
    Job classification =
        api.submitClassification(
            new ClassificationRequest(output(training, JobOutputType.CLASSIFIER)).slideIds(slides),
            null);

    assertThat(tuning.getState()).isEqualTo(JobState.QUEUED);
    assertThat(List.of(extraction, training, classification))
        .extracting(Job::getState)
        .containsOnly(JobState.BLOCKED);
    assertThat(extraction.getDependsOn()).containsExactly(tuning.getId());
    assertThat(training.getDependsOn())
        .containsExactlyInAnyOrder(tuning.getId(), extraction.getId());
    assertThat(classification.getDependsOn()).containsExactly(training.getId());
    assertThat(extraction.getOutputs()).isEmpty();
    assertThat(classification.getOutputs()).isEmpty();

    api.cancelJob(tuning.getId(), null);
    for (Job waiting : List.of(extraction, training, classification)) {
      Job lost = api.getJob(waiting.getId(), null, null);
      assertThat(lost.getState()).isEqualTo(JobState.FAILED);
      assertThat(Objects.requireNonNull(lost.getError()).getType())
          .isEqualTo("/problems/dependency-failed");
    }

    api.retryJob(tuning.getId(), null);
    Job again = api.getJob(tuning.getId(), null, null);
    assertThat(again.getOutputs()).isEqualTo(tuning.getOutputs());
    assertThat(api.getJob(classification.getId(), null, null).getState())
        .isEqualTo(JobState.BLOCKED);
  }

  @Test
  void aTrainingNamesASplitOfItsOwnCohortOnly() throws Exception {
    UUID other =
        server
            .jdbc()
            .sql("INSERT INTO cohort (workspace, name) VALUES ('first', 'other') RETURNING id")
            .query(UUID.class)
            .single();
    UUID own = split(cohort);
    assertThat(api.submitMilTraining(training(own), null).getRequest().toString())
        .contains(own.toString());
    for (UUID unknown : List.of(split(other), UUID.randomUUID())) {
      assertThatThrownBy(() -> api.submitMilTraining(training(unknown), null))
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> {
                assertThat(e.getCode()).isEqualTo(422);
                assertThat(e.getResponseBody()).contains("/problems/unknown-split", "/splitId");
              });
    }
  }

  private MilTrainingRequest training(UUID split) {
    return new MilTrainingRequest("c", cohort, model).splitId(split);
  }

  private UUID split(UUID cohort) {
    return server
        .jdbc()
        .sql(
            """
            INSERT INTO split (workspace, cohort_id, scheme, seed, folds, fold_of)
            VALUES ('first', :cohort, 'STRATIFIED_GROUP_K_FOLD', 0, 2, '{0,1}') RETURNING id
            """)
        .param("cohort", cohort)
        .query(UUID.class)
        .single();
  }

  @Test
  void aSlideIsNamedBesideOthersBeforeItIsMeasured() throws Exception {
    UUID ingest =
        server.bean(JobQueue.class).submit(JobSubmission.of("first", JobKind.INGEST, "{}"));
    UUID slide = output(api.getJob(ingest, null, null), JobOutputType.SLIDE);

    Job both = extraction(model, List.of(slides.getFirst(), slide));
    Job alone = extraction(model, List.of(slide));

    assertThat(both.getState()).isEqualTo(JobState.BLOCKED);
    assertThat(both.getDependsOn()).containsExactly(ingest);
    assertThat(alone.getDependsOn()).containsExactly(ingest);
  }

  @Test
  void whatAJobWillNeverMakeFailsTheRequestsJobAtOnce() throws Exception {
    Job tuning = tuning();
    api.cancelJob(tuning.getId(), null);

    Job extraction = extraction(output(tuning, JobOutputType.MODEL), slides);

    assertThat(extraction.getState()).isEqualTo(JobState.FAILED);
    assertThat(Objects.requireNonNull(extraction.getError()).getJob()).isEqualTo(tuning.getId());
  }

  @Test
  void anIdOfAnotherTypeOrOfAnotherWorkspaceIsUnknown() throws Exception {
    UUID slide =
        output(
            api.getJob(
                server.bean(JobQueue.class).submit(JobSubmission.of("first", JobKind.INGEST, "{}")),
                null,
                null),
            JobOutputType.SLIDE);
    UUID foreign =
        server.bean(JobQueue.class).submit(JobSubmission.of("other", JobKind.FINE_TUNING, "{}"));
    UUID foreignModel =
        server.bean(JobReader.class).find("other", foreign).orElseThrow().outputs().getFirst().id();

    for (UUID id : List.of(slide, foreignModel)) {
      assertThat(problem(() -> extraction(id, slides)))
          .contains("/problems/unknown-model", "\"pointer\":\"/modelIds/0\"");
    }
    assertThat(problem(() -> extraction(model, List.of(slides.getFirst(), foreignModel))))
        .contains("/problems/unknown-slide", "\"pointer\":\"/slideIds\"");
  }

  private Job tuning() throws ApiException {
    return api.submitFineTuning(
        new FineTuningRequest("tuned", model, model).slideIds(slides), null);
  }

  private Job extraction(UUID by, List<UUID> of) throws ApiException {
    return api.submitFeatureExtraction(
        new FeatureExtractionRequest(List.of(by)).slideIds(of), null);
  }

  private static UUID output(Job job, JobOutputType type) {
    assertThat(job.getOutputs()).extracting(JobOutput::getType).containsExactly(type);
    return job.getOutputs().getFirst().getId();
  }

  private static String problem(ThrowingCallable call) {
    return catchThrowableOfType(ApiException.class, call).getResponseBody();
  }
}
