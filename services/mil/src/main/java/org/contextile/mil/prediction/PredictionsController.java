// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.prediction;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.contextile.api.PredictionsApi;
import org.contextile.api.model.ClassProbability;
import org.contextile.api.model.HeatmapCollection;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.PredictionPage;
import org.contextile.api.patch.NotesPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactDownload;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.prediction.PredictionEntity;
import org.contextile.db.prediction.PredictionRepository;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.SlideStem;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/predictions}. */
@RestController
class PredictionsController implements PredictionsApi {
  private final PredictionRepository predictions;
  private final ClassifierRepository classifiers;
  private final FeatureSetRepository featureSets;
  private final TilingRepository tilings;
  private final SlideRepository slides;
  private final ArtifactDownload downloads;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;

  PredictionsController(
      PredictionRepository predictions,
      ClassifierRepository classifiers,
      FeatureSetRepository featureSets,
      TilingRepository tilings,
      SlideRepository slides,
      ArtifactDownload downloads,
      Amendments amendments,
      Removals removals,
      Workspace workspace) {
    this.predictions = predictions;
    this.classifiers = classifiers;
    this.featureSets = featureSets;
    this.tilings = tilings;
    this.slides = slides;
    this.downloads = downloads;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
  }

  // The file is sent as it lies: nothing makes objects of a hundred thousand polygons.
  @Override
  @SuppressWarnings("unchecked")
  public ResponseEntity<HeatmapCollection> getHeatmapGeoJson(UUID predictionId) {
    PredictionEntity row = find(predictionId);
    return (ResponseEntity<HeatmapCollection>)
        (ResponseEntity<?>)
            downloads.attachment(
                heatmap(row, row.images().heatmapGeojsonDigest()),
                "application/geo+json",
                name(row) + ".geojson");
  }

  @Override
  public ResponseEntity<Resource> getAttention(UUID predictionId) {
    PredictionEntity row = find(predictionId);
    return downloads.attachment(
        heatmap(row, row.images().attentionDigest()), "text/csv", name(row) + ".csv");
  }

  @Override
  public ResponseEntity<Resource> getHeatmapImage(UUID predictionId) {
    PredictionEntity row = find(predictionId);
    return downloads.inline(
        heatmap(row, row.images().heatmapPngDigest()), "image/png", name(row) + ".png");
  }

  @Override
  public ResponseEntity<Prediction> getPrediction(UUID predictionId) {
    return ResponseEntity.ok(toApi(List.of(find(predictionId))).getFirst());
  }

  @Override
  public ResponseEntity<Prediction> updatePrediction(UUID predictionId, NotesPatch patch) {
    amendments.amend(workspace.current(), Thing.PREDICTION, predictionId, patch);
    return getPrediction(predictionId);
  }

  @Override
  public ResponseEntity<Void> deletePrediction(UUID predictionId) {
    removals.remove(workspace.current(), Thing.PREDICTION, predictionId, false);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<PredictionPage> listPredictions(
      @Nullable UUID slideId,
      @Nullable UUID classifierId,
      @Nullable UUID jobId,
      Boolean latest,
      Integer pageSize,
      @Nullable String pageToken) {
    Page<PredictionEntity> page =
        Page.of(
            pageSize,
            pageToken,
            PredictionEntity::id,
            (before, limit) ->
                predictions.findPage(
                    workspace.current(), slideId, classifierId, jobId, latest, before, limit));
    return ResponseEntity.ok(
        new PredictionPage().items(toApi(page.items())).nextPageToken(page.nextPageToken()));
  }

  private String name(PredictionEntity row) {
    String slide =
        slides
            .findByIdAndWorkspace(row.slideId(), workspace.current())
            .map(it -> SlideStem.of(it.name()))
            .orElseGet(() -> row.slideId().toString());
    return slide + "-heatmap";
  }

  private List<Prediction> toApi(List<PredictionEntity> rows) {
    Map<UUID, ClassifierEntity> classifierOf =
        classifiers
            .findAllById(rows.stream().map(PredictionEntity::classifierId).distinct().toList())
            .stream()
            .collect(Collectors.toMap(ClassifierEntity::id, Function.identity()));
    Map<UUID, FeatureSetEntity> featuresOf =
        featureSets
            .findAllById(rows.stream().map(PredictionEntity::featureSetId).distinct().toList())
            .stream()
            .collect(Collectors.toMap(FeatureSetEntity::id, Function.identity()));
    Map<UUID, TilingEntity> tilingOf =
        tilings
            .findAllById(
                featuresOf.values().stream().map(FeatureSetEntity::tilingId).distinct().toList())
            .stream()
            .collect(Collectors.toMap(TilingEntity::id, Function.identity()));
    return rows.stream()
        .map(
            row -> {
              FeatureSetEntity features = required(featuresOf, row.featureSetId());
              return toApi(
                  row,
                  required(classifierOf, row.classifierId()),
                  features,
                  required(tilingOf, features.tilingId()));
            })
        .toList();
  }

  private static Prediction toApi(
      PredictionEntity row,
      ClassifierEntity classifier,
      FeatureSetEntity features,
      TilingEntity tiling) {
    return new Prediction()
        .id(row.id())
        .slideId(row.slideId())
        .classifierId(row.classifierId())
        .featureSetId(row.featureSetId())
        .label(row.predictedClass())
        .probabilities(
            classifier.classes().stream()
                .map(
                    name ->
                        new ClassProbability()
                            .label(name)
                            .probability(row.probabilities().getOrDefault(name, 0.0)))
                .toList())
        .tileCount(features.tileCount())
        .tileSizeLevel0Px(tiling.tileSizeLevel0())
        .heatmap(row.images().heatmap())
        .jobId(row.jobId())
        .notes(row.notes())
        .createdAt(row.createdAt())
        .createdBy(row.createdBy());
  }

  private static <T> T required(Map<UUID, T> rows, UUID id) {
    T row = rows.get(id);
    if (row == null) {
      throw ProblemException.notFound("prediction's row", id);
    }
    return row;
  }

  private static String heatmap(PredictionEntity row, @Nullable String digest) {
    if (digest == null) {
      throw ProblemException.notFound("heatmap of prediction", row.id());
    }
    return digest;
  }

  private PredictionEntity find(UUID id) {
    return predictions
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("prediction", id));
  }
}
