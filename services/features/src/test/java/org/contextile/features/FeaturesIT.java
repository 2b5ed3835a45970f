// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.ModelOrigin;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.FeatureSetsApi;
import org.contextile.client.ModelsApi;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.slide.MppSource;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideProvenance;
import org.contextile.db.slide.SlidePyramid;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideResolution;
import org.contextile.db.slide.SlideTissue;
import org.contextile.db.testing.TestDatabase;
import org.contextile.learning.feature.FeatureReader;
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
import tools.jackson.databind.json.JsonMapper;

@TestInstance(Lifecycle.PER_CLASS)
final class FeaturesIT {

  private static final String WORKSPACE = "default";
  private static final int SIDE_PX = 1024;
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.5);

  @TempDir private static Path directory;
  private ConfigurableApplicationContext service = new GenericApplicationContext();
  private final ApiClient client = new ApiClient();

  @BeforeAll
  void start() {
    TestDatabase database = TestDatabase.migrated();
    service =
        SpringApplication.run(
            FeaturesApplication.class,
            "--spring.config.name=contextile-features",
            "--server.port=0",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--contextile.artifacts.directory=" + artifacts(),
            "--contextile.security.open=true",
            "--contextile.worker.poll=1s");
    client.updateBaseUri(
        "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"));
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void tilesOfASlideBecomeAFeatureFile() throws Exception {
    Model model = assemble("student");
    SlideEntity slide = slide(1);

    JobResult result = extract(model, slide);

    FeatureSet set = sets().getFeatureSet(result.getFeatureSetIds().getFirst());
    assertThat(set.getTileCount()).isPositive();
    assertThat(set.getUnreadableTileCount()).isZero();
    assertThat(result.getTilesPerSecond()).isPositive();
    File file = sets().getFeatureFile(set.getId(), null, null);
    try (FeatureReader reader = FeatureReader.open(file.toPath())) {
      assertThat(reader.rows()).isEqualTo(set.getTileCount().longValue());
      assertThat(reader.dimension()).isEqualTo(48);
      assertThat(reader.attributes().patchSizePx()).isEqualTo(64);
      assertThat(reader.attributes().slideDigest()).isEqualTo(slide.artifactDigest());
      for (float value : reader.features(0, set.getTileCount())) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void whatIsExtractedOnceIsUsedAgain() throws Exception {
    Model model = assemble("student");
    SlideEntity slide = slide(2);

    JobResult first = extract(model, slide);
    JobResult second = extract(model, slide);

    assertThat(second.getFeatureSetIds()).isEqualTo(first.getFeatureSetIds());
  }

  @Test
  void theSamePixelsAndWeightsGiveTheSameBytes() throws Exception {
    SlideEntity one = slide(3);
    SlideEntity other = slide(3);
    Model model = assemble("student");

    FeatureSet first = sets().getFeatureSet(extract(model, one).getFeatureSetIds().getFirst());
    FeatureSet second = sets().getFeatureSet(extract(model, other).getFeatureSetIds().getFirst());

    assertThat(second.getDigest()).isEqualTo(first.getDigest());
  }

  @Test
  void anUnknownModelFailsTheJobWithItsProblem() throws Exception {
    FeatureExtractionRequest request =
        new FeatureExtractionRequest()
            .modelId(UUID.randomUUID())
            .addSlideIdsItem(slide(4).id())
            .tiling(TILING);

    JobView job = run(request);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson()).contains("/problems/unknown-model");
  }

  @Test
  void modelsAreListedNewestFirstAndByOrigin() throws Exception {
    Model older = assemble("older");
    Model newer = assemble("newer");

    List<UUID> listed =
        models().listModels(ModelOrigin.ASSEMBLED, 2, null).getItems().stream()
            .map(Model::getId)
            .toList();

    assertThat(listed).containsExactly(newer.getId(), older.getId());
    assertThat(models().listModels(ModelOrigin.IMPORTED, 50, null).getItems())
        .noneMatch(it -> it.getId().equals(newer.getId()));
  }

  @Test
  void aFileThatIsNoModelIsRefusedAndLeavesNothing() throws Exception {
    Path garbage = Files.writeString(directory.resolve("garbage.pt"), "not a model");
    long before = storedFiles();

    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> models().createModelWithFormData(garbage.toFile(), "bad", 64, null, null, null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("/problems/incompatible-model");
    assertThat(storedFiles()).isEqualTo(before);
  }

  @Test
  void anUnknownArchitectureIsNamed() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                models()
                    .createModelWithJson(
                        new ModelAssembly().name("x").architecture("transformer"), null));

    assertThat(refused.getCode()).isEqualTo(422);
    assertThat(refused.getResponseBody()).contains("transformer").contains("resnet-small");
  }

  @Test
  void aStageThatIsTooNarrowIsRefusedWithItsField() {
    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () ->
                models()
                    .createModelWithJson(
                        new ModelAssembly().name("x").architecture("resnet-small").width(8), null));

    assertThat(refused.getCode()).isBetween(400, 422);
    assertThat(refused.getResponseBody()).contains("\"/width\"");
  }

  @Test
  void aModelForWhichMemoryDoesNotSufficeIsNotCalledIncompatible() throws Exception {
    Path hungry = hungry("x.size(3) > 32");
    long before = storedFiles();

    ApiException refused =
        catchThrowableOfType(
            ApiException.class,
            () -> models().createModelWithFormData(hungry.toFile(), "big", 64, null, null, null));

    assertThat(refused.getResponseBody()).contains("/problems/out-of-memory");
    assertThat(storedFiles()).isEqualTo(before);
  }

  @Test
  void memoryThatRunsOutWhileTheModelIsLoadedFailsTheJobWithItsProblem() throws Exception {
    assertOutOfMemory(hungry("x.size(3) > 32"));
  }

  /** The trial's image has black pixels, tissue has none. */
  @Test
  void memoryThatRunsOutAtOneTileFailsTheJobWithItsProblem() throws Exception {
    assertOutOfMemory(hungry("bool(torch.gt(torch.min(x), -2.1))"));
  }

  private void assertOutOfMemory(Path weights) throws Exception {
    Model model = models().createModelWithFormData(weights.toFile(), "big", 32, null, null, null);
    JobView job =
        run(
            new FeatureExtractionRequest()
                .modelId(model.getId())
                .addSlideIdsItem(slide(6).id())
                .tiling(TILING));

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.errorJson()).contains("/problems/out-of-memory");
  }

  /** A model that wants four pebibytes on some condition. */
  private static Path hungry(String condition) throws IOException {
    String text =
        """
        class Model(Module):
          def forward(self, x: Tensor) -> Tensor:
            y = torch.mean(x, [2, 3]) @ self.weight
            if %s:
              y = y + torch.mean(torch.zeros([1125899906842624]))
            return y
        """
            .formatted(condition);
    Path file = directory.resolve("hungry.pt");
    ScriptNode root = ScriptNode.of("Model").parameter("weight", Weights.filled(0.1f, 3, 16));
    ScriptArchive.write(file, root, ScriptProgram.parse(text), MemoryLayout.CONTIGUOUS);
    return file;
  }

  @Test
  void aRealTorchScriptModelIsImportedAndGivenBackUnchanged() throws Exception {
    Path weights =
        Path.of(System.getProperty("contextile.testdata", "none"))
            .resolve("weights/mobilenetv2-student-96.pt");
    assumeTrue(Files.exists(weights), "needs the test data folder: " + weights);

    Model model =
        models().createModelWithFormData(weights.toFile(), "mobilenet", 112, null, null, null);

    assertThat(model.getFeatureDim()).isEqualTo(96);
    assertThat(model.getParameterCount()).isBetween(500_000L, 560_000L);
    File given = models().getModelWeights(model.getId(), null, null);
    assertThat(Files.mismatch(weights, given.toPath())).isEqualTo(-1);
  }

  private Model assemble(String name) throws ApiException {
    return models()
        .createModelWithJson(
            new ModelAssembly()
                .name(name)
                .architecture("resnet-small")
                .width(16)
                .featureDim(48)
                .inputSizePx(64)
                .seed(5L),
            null);
  }

  private JobResult extract(Model model, SlideEntity slide) {
    JobView job =
        run(
            new FeatureExtractionRequest()
                .modelId(model.getId())
                .addSlideIdsItem(slide.id())
                .tiling(TILING));
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return JsonMapper.shared().readValue(job.resultJson(), JobResult.class);
  }

  private JobView run(FeatureExtractionRequest request) {
    UUID id =
        service
            .getBean(JobQueue.class)
            .submit(
                JobSubmission.of(
                    WORKSPACE,
                    JobKind.FEATURE_EXTRACTION,
                    JsonMapper.shared().writeValueAsString(request)));
    JobReader reader = service.getBean(JobReader.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> reader.find(WORKSPACE, id).orElseThrow().finishedAt() != null);
    return reader.find(WORKSPACE, id).orElseThrow();
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

  private long storedFiles() throws IOException {
    try (Stream<Path> files = Files.walk(artifacts())) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private Path artifacts() {
    return directory.resolve("artifacts");
  }

  private ModelsApi models() {
    return new ModelsApi(client);
  }

  private FeatureSetsApi sets() {
    return new FeatureSetsApi(client);
  }
}
