// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import java.time.Duration;
import java.util.UUID;
import org.contextile.api.model.FineTuningMethod;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Precision;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.BrokenInsert;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.InputSpec;
import org.contextile.library.storage.LocalCopy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

final class FineTuningIT {

  private static final String IN_FLOAT32 =
      "the student computed in float32, since only its maker knows its program";

  @RegisterExtension static final RunningService running = FineTuneService.SHARED.running();

  private final FineTuneService service = FineTuneService.SHARED;

  @Test
  void aStudentBecomesANewModelWithItsLineageRecipeAndCurve() throws Exception {
    ModelEntity student = service.student();
    ModelEntity teacher = service.teacher();
    FineTuningRequest request =
        service.request(student, teacher, service.slide(1), service.slide(2));

    JobView job = running.ended(service.submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    JobResult result = JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
    ModelEntity tuned =
        service
            .models()
            .findByIdAndWorkspace(requireNonNull(result.getModelId()), RunningService.WORKSPACE)
            .orElseThrow();
    assertThat(tuned.name()).isEqualTo("tuned");
    assertThat(tuned.origin()).isEqualTo(ModelOrigin.FINE_TUNED);
    assertThat(tuned.artifactDigest()).isNotEqualTo(student.artifactDigest());
    assertThat(tuned.input()).isEqualTo(student.input());
    assertThat(tuned.lineage()).isEqualTo(new ModelLineage(student.id(), teacher.id(), job.id()));
    assertThat(tuned.documents().recipeJson()).contains("\"windowSize\"");
    assertThat(tuned.documents().trainingCurveJson()).contains("\"maskedLoss\"");
    assertThat(tuned.documents().cardJson())
        .contains("\"tilesShown\"")
        .containsPattern("\"precision\": ?\"float32\"");
    assertThat(result.getTilesPerSecond()).isPositive();
    try (LocalCopy weights = running.bean(ArtifactStore.class).open(tuned.artifactDigest());
        Backbone backbone = Backbone.load(weights.path(), InputSpec.imageNet(64), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(student.featureDim());
      assertThat(backbone.parameterCount()).isEqualTo(tuned.parameters());
    }
  }

  @Test
  void aWorkerThatStopsInTheMiddleLeavesAJobThatEndsWithTheSameWeights() throws Exception {
    ModelEntity student = service.student();
    ModelEntity teacher = service.teacher();
    FineTuningRequest request =
        service.request(student, teacher, service.slide(3), service.slide(4), service.slide(5));
    service.recipe(request).epochs(6);
    String undisturbed = weightsOf(running.ended(service.submit(request)));

    UUID job = service.submit(request);
    await().atMost(Duration.ofMinutes(2)).until(() -> running.job(job).checkpointDigest() != null);
    running.stop();
    assertThat(running.job(job).state()).isEqualTo(JobState.QUEUED);
    var _ = running.start();

    JobView resumed = running.ended(job);
    assertThat(resumed.state()).as(resumed.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(weightsOf(resumed)).isEqualTo(undisturbed);
  }

  @Test
  void theControlTrainsToo() throws Exception {
    FineTuningRequest request =
        service.request(service.student(), service.teacher(), service.slide(1));
    service.recipe(request).method(FineTuningMethod.PLAIN_DISTILLATION);

    JobView job = running.ended(service.submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void inBfloat16OtherWeightsComeOutAndTheCardSaysSo() throws Exception {
    ModelEntity student = service.student();
    ModelEntity teacher = service.teacher();
    SlideEntity slide = service.slide(1);
    String plain =
        weightsOf(running.ended(service.submit(service.request(student, teacher, slide))));
    FineTuningRequest request = service.request(student, teacher, slide);
    service.recipe(request).precision(Precision.BF16);

    JobView job = running.ended(service.submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(running.result(job.id()).getWarnings()).doesNotContain(IN_FLOAT32);
    assertThat(weightsOf(job)).isNotEqualTo(plain);
    ModelEntity tuned =
        service
            .models()
            .findById(requireNonNull(running.result(job.id()).getModelId()))
            .orElseThrow();
    assertThat(tuned.documents().cardJson()).containsPattern("\"precision\": ?\"bfloat16\"");
    try (LocalCopy weights = running.bean(ArtifactStore.class).open(tuned.artifactDigest());
        Backbone backbone = Backbone.load(weights.path(), InputSpec.imageNet(64), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(student.featureDim());
    }
  }

  @Test
  void aProgramThatOnlyItsMakerKnowsStaysInFloat32() throws Exception {
    FineTuningRequest request =
        service.request(service.unknownStudent(), service.teacher(), service.slide(1));
    service.recipe(request).precision(Precision.BF16);

    JobView job = running.ended(service.submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(running.result(job.id()).getWarnings()).contains(IN_FLOAT32);
  }

  @Test
  void aModelIsPublishedAgainWhenItsTransactionBroke() throws Exception {
    FineTuningRequest request =
        service.request(service.student(), service.teacher(), service.slide(1));
    try (BrokenInsert model = BrokenInsert.into(running.jdbc(), "model")) {
      UUID job = service.submit(request);

      assertThat(running.result(job).getModelId()).isNotNull();
      assertThat(running.job(job).attempt()).isEqualTo(1);
      assertThat(model.tries()).isEqualTo(2);
    }
  }

  private String weightsOf(JobView job) {
    UUID tuned = requireNonNull(running.result(job.id()).getModelId());
    return service.models().findById(tuned).orElseThrow().artifactDigest();
  }
}
