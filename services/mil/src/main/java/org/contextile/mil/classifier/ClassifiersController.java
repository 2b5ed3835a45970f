// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classifier;

import java.util.UUID;
import org.contextile.api.ClassifiersApi;
import org.contextile.api.model.Classifier;
import org.contextile.api.model.ClassifierCurves;
import org.contextile.api.model.ClassifierPage;
import org.contextile.api.model.MilAlgorithm;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.OutOfFoldPrediction;
import org.contextile.api.model.OutOfFoldPredictions;
import org.contextile.api.patch.NamedPatch;
import org.contextile.api.problem.ProblemException;
import org.contextile.artifacts.ArtifactDownload;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.feature.FeatureProvenances;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.db.upkeep.Amendments;
import org.contextile.db.upkeep.Removals;
import org.contextile.db.upkeep.Thing;
import org.contextile.web.http.Page;
import org.contextile.web.security.Workspace;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/classifiers}. */
@RestController
class ClassifiersController implements ClassifiersApi {
  private final ClassifierRepository classifiers;
  private final ArtifactDownload downloads;
  private final Amendments amendments;
  private final Removals removals;
  private final Workspace workspace;
  private final JsonMapper json;

  ClassifiersController(
      ClassifierRepository classifiers,
      ArtifactDownload downloads,
      Amendments amendments,
      Removals removals,
      Workspace workspace,
      JsonMapper json) {
    this.classifiers = classifiers;
    this.downloads = downloads;
    this.amendments = amendments;
    this.removals = removals;
    this.workspace = workspace;
    this.json = json;
  }

  @Override
  public ResponseEntity<Classifier> getClassifier(UUID classifierId) {
    return ResponseEntity.ok(toApi(find(classifierId)));
  }

  @Override
  public ResponseEntity<Classifier> updateClassifier(UUID classifierId, NamedPatch patch) {
    amendments.amend(workspace.current(), Thing.CLASSIFIER, classifierId, patch);
    return getClassifier(classifierId);
  }

  @Override
  public ResponseEntity<Void> deleteClassifier(UUID classifierId, Boolean cascade) {
    removals.remove(workspace.current(), Thing.CLASSIFIER, classifierId, cascade);
    return ResponseEntity.noContent().build();
  }

  @Override
  public ResponseEntity<ClassifierCurves> getClassifierCurves(UUID classifierId) {
    return ResponseEntity.ok(metrics(find(classifierId)).curves());
  }

  @Override
  public ResponseEntity<OutOfFoldPredictions> getOutOfFold(UUID classifierId) {
    ClassifierEntity row = find(classifierId);
    return ResponseEntity.ok(
        new OutOfFoldPredictions()
            .classes(row.classes())
            .items(
                metrics(row).predictions().stream()
                    .map(
                        it ->
                            new OutOfFoldPrediction()
                                .slideId(it.slideId())
                                .fold(it.fold())
                                .label(it.label())
                                .probabilities(it.probabilities()))
                    .toList()));
  }

  @Override
  public ResponseEntity<Resource> getClassifierWeights(UUID classifierId) {
    ClassifierEntity row = find(classifierId);
    return downloads.attachment(
        row.artifactDigest(), "application/octet-stream", row.name() + ".pt");
  }

  @Override
  public ResponseEntity<ClassifierPage> listClassifiers(
      @Nullable UUID cohortId,
      @Nullable UUID modelId,
      Integer pageSize,
      @Nullable String pageToken) {
    Page<ClassifierEntity> page =
        Page.of(
            pageSize,
            pageToken,
            ClassifierEntity::id,
            (before, limit) ->
                classifiers.findPage(workspace.current(), cohortId, modelId, before, limit));
    return ResponseEntity.ok(
        new ClassifierPage().items(page.map(this::toApi)).nextPageToken(page.nextPageToken()));
  }

  private Classifier toApi(ClassifierEntity row) {
    ClassifierMetrics metrics = metrics(row);
    return new Classifier()
        .id(row.id())
        .name(row.name())
        .algorithm(MilAlgorithm.fromValue(row.algorithm()))
        .cohortId(row.cohortId())
        .splitId(row.splitId())
        .modelId(row.modelId())
        .tiling(TilingSpecs.toApi(row.tiling()))
        .provenance(FeatureProvenances.toApi(row.provenance()))
        .protocol(json.readValue(row.protocolJson(), MilProtocol.class))
        .classes(row.classes())
        .folds(metrics.folds())
        .meanAuroc(metrics.meanAuroc())
        .aurocConfidence(metrics.aurocConfidence())
        .meanAccuracy(metrics.meanAccuracy())
        .warnings(metrics.warnings())
        .parameterCount(row.parameters())
        .digest(row.artifactDigest())
        .jobId(row.jobId())
        .notes(row.notes())
        .createdAt(row.createdAt())
        .createdBy(row.createdBy());
  }

  private ClassifierMetrics metrics(ClassifierEntity row) {
    return json.readValue(row.metricsJson(), ClassifierMetrics.class);
  }

  private ClassifierEntity find(UUID id) {
    return classifiers
        .findByIdAndWorkspace(id, workspace.current())
        .orElseThrow(() -> ProblemException.notFound("classifier", id));
  }
}
