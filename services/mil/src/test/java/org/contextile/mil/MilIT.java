// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.api.model.ClassProbability;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.ClassifierCurves;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.PredictionsApi;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobQueue;
import org.contextile.db.job.JobReader;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobSubmission;
import org.contextile.db.job.JobView;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(Lifecycle.PER_CLASS)
final class MilIT {
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(112).mpp(0.5).minTissue(0.5);
  private static final List<String> LABELS = List.of("normal", "adenocarcinoma", "squamous");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path directory;
  private ConfigurableApplicationContext service = new GenericApplicationContext();
  private final ApiClient client = new ApiClient();

  @BeforeAll
  void start() {
    TestDatabase database = TestDatabase.migrated();
    service =
        SpringApplication.run(
            MilApplication.class,
            "--spring.config.name=contextile-mil",
            "--server.port=0",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--contextile.artifacts.directory=" + directory.resolve("artifacts"),
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
  void aCohortTrainsAClassifierAndTheClassifierReadsASlide() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, LABELS);

    JobResult trained = result(submit(JobKind.MIL_TRAINING, training(cohort, model)));

    assertThat(trained.getSkippedSlides()).hasSize(1);
    assertThat(trained.getSkippedSlides().getFirst().getReason()).contains("no tissue");
    UUID id = requireNonNull(trained.getClassifierId());
    Classifier classifier = new ClassifiersApi(client).getClassifier(id);
    assertThat(classifier.getClasses()).containsExactly("adenocarcinoma", "normal", "squamous");
    assertThat(classifier.getMeanAuroc()).isGreaterThan(0.9);
    assertThat(requireNonNull(classifier.getAurocConfidence()).getLow())
        .isLessThanOrEqualTo(classifier.getMeanAuroc());
    assertThat(classifier.getFolds()).hasSize(3).allMatch(fold -> fold.getTestSlideCount() > 0);
    assertThat(classifier.getProtocol().getFolds()).isEqualTo(3);
    assertCurves(id);
    assertThat(new ClassifiersApi(client).getClassifierWeights(id, null, null)).isNotEmpty();
    assertThat(new ClassifiersApi(client).listClassifiers(cohort, null, 10, null).getItems())
        .hasSize(1);
    assertThat(
            new ClassifiersApi(client)
                .listClassifiers(null, UUID.randomUUID(), 10, null)
                .getItems())
        .isEmpty();

    SlideEntity slide = fixture.slide("new.tiff", 30);
    FeatureSetEntity features = fixture.features(slide, model, 2, 30, 999);
    UUID job = submit(JobKind.CLASSIFICATION, classification(id, slide));
    JobResult classified = result(job);

    Prediction prediction =
        new PredictionsApi(client).getPrediction(classified.getPredictionIds().getFirst());
    assertThat(prediction.getFeatureSetId()).isEqualTo(features.id());
    assertThat(prediction.getLabel()).isEqualTo("squamous");
    assertThat(prediction.getProbabilities())
        .extracting(ClassProbability::getLabel)
        .containsExactly("adenocarcinoma", "normal", "squamous");
    assertThat(
            prediction.getProbabilities().stream()
                .mapToDouble(ClassProbability::getProbability)
                .sum())
        .isCloseTo(1, within(1e-9));
    assertThat(prediction.getTileCount()).isEqualTo(30);
    assertHeatmap(prediction);
    assertThat(new PredictionsApi(client).listPredictions(null, null, job, 10, null).getItems())
        .containsExactly(prediction);

    JobResult again = result(submit(JobKind.CLASSIFICATION, classification(id, slide)));
    assertThat(
            new PredictionsApi(client).listPredictions(slide.id(), id, null, 10, null).getItems())
        .extracting(Prediction::getId)
        .isEqualTo(again.getPredictionIds());
  }

  private void assertCurves(UUID classifier) throws ApiException {
    ClassifierCurves curves = new ClassifiersApi(client).getClassifierCurves(classifier);
    assertThat(curves.getTraining()).hasSize(3);
    assertThat(curves.getTraining().getFirst().getSeries().getFirst().getValues()).isNotEmpty();
    assertThat(curves.getRoc()).hasSize(3);
    assertThat(curves.getRoc().getFirst().getTruePositiveRates()).startsWith(0.0).endsWith(1.0);
  }

  private void assertHeatmap(Prediction prediction) throws Exception {
    assertThat(prediction.getHeatmap()).isTrue();
    BufferedImage image =
        ImageIO.read(new PredictionsApi(client).getHeatmapImage(prediction.getId(), null));
    assertThat(image.getWidth()).isEqualTo(1024);
    assertThat(image.getRGB(10, 10) >>> 24).isPositive();
    assertThat(image.getRGB(1000, 1000) >>> 24).isZero();
    JsonNode collection =
        JsonMapper.shared()
            .readTree(new PredictionsApi(client).getHeatmapGeoJson(prediction.getId(), null));
    assertThat(collection.get("features")).hasSize(30);
    double telling = 0;
    for (int tile = 0; tile < 3; tile++) {
      telling += collection.get("features").get(tile).get("properties").get("attention").asDouble();
    }
    assertThat(telling).isGreaterThan(2 * 3 / 30.0);
  }

  @Test
  void slidesWithoutFeaturesFailTheTrainingByName() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    List<SlideEntity> slides =
        List.of(fixture.slide("here.tiff", 30), fixture.slide("absent.tiff", 30));
    fixture.features(slides.getFirst(), model, 0, 30, 1);
    UUID cohort = fixture.cohort(slides, List.of("normal", "squamous"));

    String error = error(submit(JobKind.MIL_TRAINING, training(cohort, model)));

    assertThat(error)
        .contains("/problems/missing-features")
        .contains("absent.tiff")
        .doesNotContain("here.tiff");
  }

  @Test
  void aCohortOfOneClassFailsTheTraining() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 6, List.of("normal"));
    assertThat(error(submit(JobKind.MIL_TRAINING, training(cohort, model))))
        .contains("/problems/cohort-with-one-class");
  }

  @Test
  void aClassWithTooFewPatientsFailsTheTraining() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 6, LABELS);
    assertThat(error(submit(JobKind.MIL_TRAINING, training(cohort, model))))
        .contains("/problems/too-few-patients")
        .contains("adenocarcinoma");
  }

  @Test
  void memoryThatRunsOutFailsTheTrainingWithItsProblem() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, LABELS);
    MilTrainingRequest request = training(cohort, model);
    requireNonNull(request.getProtocol()).attentionDim(100_000_000);

    assertThat(error(submit(JobKind.MIL_TRAINING, request))).contains("/problems/out-of-memory");
  }

  @Test
  void memoryThatRunsOutFailsTheClassificationWithItsProblem() throws Exception {
    MilFixture fixture = fixture();
    ModelEntity model = fixture.model();
    SlideEntity slide = fixture.slide("new.tiff", 30);
    fixture.features(slide, model, 2, 30, 999);
    UUID classifier = fixture.hungryClassifier(model, LABELS);

    assertThat(error(submit(JobKind.CLASSIFICATION, classification(classifier, slide))))
        .contains("/problems/out-of-memory");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    UUID id = UUID.randomUUID();
    assertThat(
            catchThrowableOfType(
                    ApiException.class, () -> new ClassifiersApi(client).getClassifier(id))
                .getCode())
        .isEqualTo(404);
    assertThat(
            catchThrowableOfType(
                    ApiException.class, () -> new PredictionsApi(client).getHeatmapImage(id, null))
                .getCode())
        .isEqualTo(404);
  }

  private MilFixture fixture() {
    return new MilFixture(service, directory);
  }

  private static MilTrainingRequest training(UUID cohort, ModelEntity model) {
    return new MilTrainingRequest()
        .name("lung")
        .cohortId(cohort)
        .modelId(model.id())
        .tiling(TILING)
        .protocol(
            new MilProtocol()
                .folds(3)
                .seed(5L)
                .maxEpochs(12)
                .patience(4)
                .learningRate(2e-3)
                .hiddenDim(16)
                .attentionDim(8));
  }

  private static ClassificationRequest classification(UUID classifier, SlideEntity slide) {
    return new ClassificationRequest().classifierId(classifier).slideIds(List.of(slide.id()));
  }

  private UUID submit(JobKind kind, Object request) {
    String json = service.getBean(JsonMapper.class).writeValueAsString(request);
    return service
        .getBean(JobQueue.class)
        .submit(JobSubmission.of(MilFixture.WORKSPACE, kind, json));
  }

  private JobResult result(UUID job) {
    JobView view = ended(job);
    assertThat(view.state()).as(String.valueOf(view.errorJson())).isEqualTo(JobState.SUCCEEDED);
    return service
        .getBean(JsonMapper.class)
        .readValue(requireNonNull(view.resultJson()), JobResult.class);
  }

  private String error(UUID job) {
    JobView view = ended(job);
    assertThat(view.state()).isEqualTo(JobState.FAILED);
    return requireNonNull(view.errorJson());
  }

  private JobView ended(UUID job) {
    JobReader reader = service.getBean(JobReader.class);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JobState state = reader.find(MilFixture.WORKSPACE, job).orElseThrow().state();
              return state == JobState.SUCCEEDED || state == JobState.FAILED;
            });
    return reader.find(MilFixture.WORKSPACE, job).orElseThrow();
  }
}
