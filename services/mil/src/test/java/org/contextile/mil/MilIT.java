// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.contextile.api.model.ClassProbability;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.ClassifierCurves;
import org.contextile.api.model.FoldMetrics;
import org.contextile.api.model.HeatmapTile;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.MilAlgorithm;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.OutOfFoldPrediction;
import org.contextile.api.model.OutOfFoldPredictions;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.TileAttention;
import org.contextile.client.ApiException;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.PredictionsApi;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MilIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);

  @Test
  void aCohortTrainsAClassifierAndTheClassifierReadsASlide() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);

    JobResult trained =
        running.result(running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model)));

    assertThat(trained.getSkippedSlides()).hasSize(1);
    assertThat(trained.getSkippedSlides().getFirst().getReason()).contains("no tissue");
    UUID id = requireNonNull(trained.getClassifierId());
    Classifier classifier = new ClassifiersApi(running.client()).getClassifier(id);
    assertThat(classifier.getClasses()).containsExactly("adenocarcinoma", "normal", "squamous");
    assertThat(classifier.getMeanAuroc()).isGreaterThan(0.9);
    assertThat(requireNonNull(classifier.getAurocConfidence()).getLow())
        .isLessThanOrEqualTo(classifier.getMeanAuroc());
    assertThat(classifier.getFolds()).hasSize(3).allMatch(fold -> fold.getTestSlideCount() > 0);
    assertThat(classifier.getProtocol().getFolds()).isEqualTo(3);
    assertCurves(id);
    assertOutOfFold(classifier);
    assertThat(new ClassifiersApi(running.client()).getClassifierWeights(id, null, null))
        .isNotEmpty();
    assertThat(
            new ClassifiersApi(running.client()).listClassifiers(cohort, null, 10, null).getItems())
        .hasSize(1);
    assertThat(
            new ClassifiersApi(running.client())
                .listClassifiers(null, UUID.randomUUID(), 10, null)
                .getItems())
        .isEmpty();

    SlideEntity slide = fixture.slide("new.tiff", 30);
    FeatureSetEntity features = fixture.features(slide, model, 2, 30, 999);
    UUID job = running.submit(JobKind.CLASSIFICATION, MilRequests.classification(id, slide));
    JobResult classified = running.result(job);

    Prediction prediction =
        new PredictionsApi(running.client())
            .getPrediction(classified.getPredictionIds().getFirst());
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
    assertThat(
            new PredictionsApi(running.client())
                .listPredictions(null, null, job, false, 10, null)
                .getItems())
        .containsExactly(prediction);
  }

  private void assertCurves(UUID classifier) throws ApiException {
    ClassifierCurves curves = new ClassifiersApi(running.client()).getClassifierCurves(classifier);
    assertThat(curves.getTraining()).hasSize(3);
    assertThat(curves.getTraining().getFirst().getSeries().getFirst().getValues()).isNotEmpty();
    assertThat(curves.getRoc()).hasSize(3);
    assertThat(curves.getRoc().getFirst().getTruePositiveRates()).startsWith(0.0).endsWith(1.0);
  }

  private void assertOutOfFold(Classifier classifier) throws ApiException {
    OutOfFoldPredictions told =
        new ClassifiersApi(running.client()).getOutOfFold(classifier.getId());
    assertThat(told.getClasses()).isEqualTo(classifier.getClasses());
    for (FoldMetrics fold : classifier.getFolds()) {
      List<OutOfFoldPrediction> held =
          told.getItems().stream().filter(it -> it.getFold().equals(fold.getFold())).toList();
      assertThat(held).hasSize(requireNonNull(fold.getTestSlideCount()));
      long right = held.stream().filter(it -> first(told.getClasses(), it)).count();
      assertThat(right / (double) held.size())
          .isCloseTo(requireNonNull(fold.getAccuracy()), within(1e-9));
    }
    assertThat(told.getItems()).extracting(OutOfFoldPrediction::getSlideId).doesNotHaveDuplicates();
  }

  private static boolean first(List<String> classes, OutOfFoldPrediction held) {
    double most = Collections.max(held.getProbabilities());
    return classes.get(held.getProbabilities().indexOf(most)).equals(held.getLabel());
  }

  private void assertHeatmap(Prediction prediction) throws Exception {
    assertThat(prediction.getHeatmap()).isTrue();
    BufferedImage image =
        ImageIO.read(
            new PredictionsApi(running.client()).getHeatmapImage(prediction.getId(), null));
    assertThat(image.getWidth()).isEqualTo(1024);
    assertThat(image.getRGB(10, 10) >>> 24).isPositive();
    assertThat(image.getRGB(1000, 1000) >>> 24).isZero();
    List<HeatmapTile> tiles =
        new PredictionsApi(running.client())
            .getHeatmapGeoJson(prediction.getId(), null)
            .getFeatures();
    assertThat(tiles).hasSize(30);
    assertAttention(prediction, tiles);
    double telling =
        tiles.stream().limit(3).mapToDouble(tile -> tile.getProperties().getAttention()).sum();
    assertThat(telling).isGreaterThan(2 * 3 / 30.0);
  }

  private void assertAttention(Prediction prediction, List<HeatmapTile> tiles) throws Exception {
    assertThat(prediction.getTileSizeLevel0Px()).isEqualTo(112);
    List<String> lines =
        Files.readAllLines(
            new PredictionsApi(running.client()).getAttention(prediction.getId(), null).toPath());
    assertThat(lines.getFirst())
        .isEqualTo(
            "x,y,attention,raw_attention,\"score adenocarcinoma\",\"score normal\",\"score squamous\"");
    assertThat(lines).hasSize(31);
    for (int tile = 0; tile < 30; tile++) {
      List<String> cells = List.of(lines.get(tile + 1).split(",", -1));
      TileAttention told = tiles.get(tile).getProperties();
      assertThat(Double.parseDouble(cells.get(2))).isCloseTo(told.getAttention(), within(1e-9));
      assertThat(Double.parseDouble(cells.get(6)))
          .isCloseTo(requireNonNull(told.getScores().get("squamous")), within(1e-9));
      assertThat(tiles.get(tile).getGeometry().getCoordinates().getFirst().getFirst())
          .containsExactly(Double.valueOf(cells.get(0)), Double.valueOf(cells.get(1)));
    }
  }

  @Test
  void anotherAlgorithmTrainsAnotherHead() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);
    MilTrainingRequest request =
        MilRequests.training(cohort, model).algorithm(MilAlgorithm.MEAN_POOLING);
    requireNonNull(request.getProtocol()).maxEpochs(60).patience(30).learningRate(5e-3);

    UUID id =
        requireNonNull(
            running.result(running.submit(JobKind.MIL_TRAINING, request)).getClassifierId());

    Classifier classifier = new ClassifiersApi(running.client()).getClassifier(id);
    assertThat(classifier.getAlgorithm()).isEqualTo(MilAlgorithm.MEAN_POOLING);
    assertThat(classifier.getMeanAuroc()).isGreaterThan(0.8);
    int hidden = requireNonNull(request.getProtocol()).getHiddenDim();
    long eachFold = (MilFixture.DIMENSION + 1L) * hidden + (hidden + 1L) * 3;
    assertThat(classifier.getParameterCount()).isEqualTo(3 * eachFold);

    SlideEntity slide = fixture.slide("even.tiff", 30);
    fixture.features(slide, model, 2, 30, 999);
    UUID prediction =
        running
            .result(running.submit(JobKind.CLASSIFICATION, MilRequests.classification(id, slide)))
            .getPredictionIds()
            .getFirst();
    assertThat(
            new PredictionsApi(running.client()).getHeatmapGeoJson(prediction, null).getFeatures())
        .allSatisfy(
            tile ->
                assertThat(tile.getProperties().getAttention()).isCloseTo(1 / 30.0, within(1e-6)));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    UUID id = UUID.randomUUID();
    assertThat(
            catchThrowableOfType(
                    ApiException.class,
                    () -> new ClassifiersApi(running.client()).getClassifier(id))
                .getCode())
        .isEqualTo(404);
    assertThat(
            catchThrowableOfType(
                    ApiException.class,
                    () -> new PredictionsApi(running.client()).getHeatmapImage(id, null))
                .getCode())
        .isEqualTo(404);
    assertThat(
            catchThrowableOfType(
                    ApiException.class,
                    () -> new PredictionsApi(running.client()).getAttention(id, null))
                .getCode())
        .isEqualTo(404);
  }
}
