// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.FineTuningMethod;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.PredictorShape;
import org.contextile.api.model.TeacherTargets;
import org.contextile.api.model.TilingSpec;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.model.ModelDocuments;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelInput;
import org.contextile.db.model.ModelLineage;
import org.contextile.db.model.ModelOrigin;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.model.PixelInput;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.db.testing.TestDatabase;
import org.contextile.learning.backbone.Backbone;
import org.contextile.learning.backbone.InputSpec;
import org.contextile.learning.backbone.ResNet;
import org.contextile.learning.backbone.ResNetSettings;
import org.contextile.learning.script.MemoryLayout;
import org.contextile.learning.script.ScriptArchive;
import org.contextile.learning.script.ScriptNode;
import org.contextile.learning.script.ScriptProgram;
import org.contextile.learning.script.Weights;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.wsi.synthetic.SectionClass;
import org.contextile.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(Lifecycle.PER_CLASS)
final class FineTuneIT {

  private static final String WORKSPACE = "default";
  private static final int SIDE_PX = 1024;
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.3);

  @TempDir private static Path directory;
  private final TestDatabase database = TestDatabase.migrated();
  private final JobReader jobs = new JobReader(JdbcClient.create(database.dataSource()));
  private ConfigurableApplicationContext service = new GenericApplicationContext();

  @BeforeAll
  void start() {
    service =
        SpringApplication.run(
            FineTuneApplication.class,
            "--spring.config.name=contextile-finetune",
            "--server.port=0",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--contextile.artifacts.directory=" + directory.resolve("artifacts"),
            "--contextile.security.open=true",
            "--contextile.finetune.checkpoint-interval=0s",
            "--contextile.worker.poll=1s");
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void aStudentBecomesANewModelWithItsLineageRecipeAndCurve() throws Exception {
    ModelEntity student = model("student", 1);
    ModelEntity teacher = model("teacher", 2);
    FineTuningRequest request = request(student, teacher, slide(1), slide(2));

    JobView job = finished(submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    JobResult result = JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
    ModelEntity tuned =
        models().findByIdAndWorkspace(requireNonNull(result.getModelId()), WORKSPACE).orElseThrow();
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
    Path weights = service.getBean(ArtifactStore.class).path(tuned.artifactDigest());
    try (Backbone backbone = Backbone.load(weights, InputSpec.imageNet(64), Device.cpu())) {
      assertThat(backbone.dimensions()).isEqualTo(student.featureDim());
      assertThat(backbone.parameterCount()).isEqualTo(tuned.parameters());
    }
  }

  @Test
  void aWorkerThatStopsInTheMiddleLeavesAJobThatEndsWithTheSameWeights() throws Exception {
    ModelEntity student = model("student", 1);
    ModelEntity teacher = model("teacher", 2);
    FineTuningRequest request = request(student, teacher, slide(3), slide(4), slide(5));
    recipe(request).epochs(6);
    String undisturbed = weightsOf(finished(submit(request)));

    UUID job = submit(request);
    await().atMost(Duration.ofMinutes(2)).until(() -> view(job).checkpointDigest() != null);
    stop();
    assertThat(view(job).state()).isEqualTo(JobState.QUEUED);
    start();

    JobView resumed = finished(job);
    assertThat(resumed.state()).as(resumed.errorJson()).isEqualTo(JobState.SUCCEEDED);
    assertThat(weightsOf(resumed)).isEqualTo(undisturbed);
  }

  @Test
  void theControlTrainsToo() throws Exception {
    FineTuningRequest request = request(model("student", 1), model("teacher", 2), slide(1));
    recipe(request).method(FineTuningMethod.PLAIN_DISTILLATION);

    JobView job = finished(submit(request));

    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void anUnknownTeacherFailsTheJobWithItsProblem() throws Exception {
    FineTuningRequest request = request(model("student", 1), model("teacher", 2), slide(1));
    request.teacherId(UUID.randomUUID());

    JobView job = finished(submit(request));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson()).contains("/problems/unknown-model");
  }

  @Test
  void memoryThatRunsOutFailsTheJobWithItsProblem() throws Exception {
    for (String condition : List.of("x.size(3) > 32", "torch.gt(torch.min(x), -2.1)")) {
      ModelEntity hungry = hungry(condition);
      FineTuningRequest request = request(model("student", 1), hungry, slide(1));

      JobView job = finished(submit(request));

      assertThat(job.state()).isEqualTo(JobState.FAILED);
      assertThat(job.errorJson()).as(condition).contains("/problems/out-of-memory");
    }
  }

  /** A model that wants four pebibytes on some condition: of large tiles, or of real ones. */
  private ModelEntity hungry(String condition) throws IOException {
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            y = torch.mean(x, [2, 3]) @ self.weight
            if bool(%s):
              y = y + torch.mean(torch.zeros([1125899906842624]))
            return y
        """
            .formatted(condition);
    Path file = directory.resolve("hungry.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 16));
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    return model("hungry", file, 32);
  }

  @Test
  void cachedTargetsThatAreNotThereFailTheJobWithItsProblem() throws Exception {
    FineTuningRequest request = request(model("student", 1), model("teacher", 2), slide(1));
    recipe(request).teacherTargets(TeacherTargets.CACHED);

    JobView job = finished(submit(request));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson()).contains("/problems/missing-features");
  }

  private FineTuningRequest request(ModelEntity student, ModelEntity teacher, SlideEntity... on) {
    FineTuningRequest request =
        new FineTuningRequest()
            .name("tuned")
            .studentId(student.id())
            .teacherId(teacher.id())
            .tiling(TILING)
            .recipe(
                new FineTuningRecipe()
                    .windowSize(3)
                    .batchWindows(4)
                    .studentLearningRate(1e-3)
                    .predictor(new PredictorShape().width(32).depth(1).heads(2))
                    .seed(5L));
    for (SlideEntity slide : on) {
      request.addSlideIdsItem(slide.id());
    }
    return request;
  }

  private static FineTuningRecipe recipe(FineTuningRequest request) {
    return requireNonNull(request.getRecipe());
  }

  private UUID submit(FineTuningRequest request) {
    return service
        .getBean(JobQueue.class)
        .submit(
            JobSubmission.of(
                WORKSPACE, JobKind.FINE_TUNING, JsonMapper.shared().writeValueAsString(request)));
  }

  private JobView finished(UUID job) {
    await().atMost(Duration.ofMinutes(3)).until(() -> view(job).finishedAt() != null);
    return view(job);
  }

  private JobView view(UUID job) {
    return jobs.find(WORKSPACE, job).orElseThrow();
  }

  private String weightsOf(JobView job) {
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    JobResult result = JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
    return models().findById(requireNonNull(result.getModelId())).orElseThrow().artifactDigest();
  }

  private ModelRepository models() {
    return service.getBean(ModelRepository.class);
  }

  private ModelEntity model(String name, long seed) throws IOException {
    Path file = directory.resolve(name + seed + ".pt");
    ResNetSettings settings = new ResNetSettings(List.of(16, 16, 16, 24), List.of(1, 1, 1, 1));
    ResNet.write(file, settings, seed);
    return model(name, file, 64);
  }

  private ModelEntity model(String name, Path file, int sizePx) throws IOException {
    Artifact artifact = service.getBean(ArtifactStore.class).put(file, "application/octet-stream");
    InputSpec input = InputSpec.imageNet(sizePx);
    try (Backbone backbone = Backbone.load(file, input, Device.cpu())) {
      return models()
          .saveAndFlush(
              new ModelEntity(
                  WORKSPACE,
                  name,
                  ModelOrigin.ASSEMBLED,
                  "resnet-small",
                  artifact.digest(),
                  backbone.dimensions(),
                  new ModelInput(
                      sizePx,
                      PixelInput.FLOAT_NCHW,
                      List.of(0.485, 0.456, 0.406),
                      List.of(0.229, 0.224, 0.225)),
                  backbone.parameterCount(),
                  ModelLineage.NONE,
                  ModelDocuments.NONE));
    }
  }

  private SlideEntity slide(long seed) throws IOException {
    Path file = directory.resolve("slide-" + seed + ".tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(seed, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    Artifact artifact = service.getBean(ArtifactStore.class).put(file, "image/tiff");
    return service
        .getBean(SlideRepository.class)
        .saveAndFlush(
            new SlideEntity(
                WORKSPACE,
                file.getFileName().toString(),
                artifact.digest(),
                new SlidePyramid("generic-tiff", SIDE_PX, SIDE_PX, List.of()),
                new SlideResolution(0.5, 0.5, MppSource.TIFF_RESOLUTION, null),
                null,
                SlideTissue.NONE,
                new SlideProvenance(Map.of(), List.of(), List.of(), "4", null)));
  }
}
