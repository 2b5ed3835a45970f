// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.model.Augmentation;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.PredictorShape;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.SlideSelection;
import org.contextile.db.cohort.SplitEntity;
import org.contextile.db.cohort.SplitRepository;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.job.JobOutputs;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.FinestTiles;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingSpecs;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Checks job requests before they are queued, and writes the defaults into them, so that a stored
 * request says all that was done.
 *
 * <p>A request may name what a job is still to make.
 */
@Component
class JobRequests {
  private final SlideSelection slides;
  private final CohortRepository cohorts;
  private final SplitRepository splits;
  private final ModelRepository models;
  private final ClassifierRepository classifiers;
  private final JobOutputs outputs;
  private final TrainableCohorts trainable;

  JobRequests(
      SlideSelection slides,
      CohortRepository cohorts,
      SplitRepository splits,
      ModelRepository models,
      ClassifierRepository classifiers,
      JobOutputs outputs,
      TrainableCohorts trainable) {
    this.slides = slides;
    this.cohorts = cohorts;
    this.splits = splits;
    this.models = models;
    this.classifiers = classifiers;
    this.outputs = outputs;
    this.trainable = trainable;
  }

  /**
   * Checks and completes a request of one of the four kinds that users submit.
   *
   * @throws ProblemException where it is not to be carried out as it is
   */
  NamedByRequest complete(String workspace, Object request) {
    return switch (request) {
      case FeatureExtractionRequest it -> complete(workspace, it);
      case FineTuningRequest it -> complete(workspace, it);
      case MilTrainingRequest it -> complete(workspace, it);
      case ClassificationRequest it -> complete(workspace, it);
      default -> throw new IllegalStateException("Not a request: " + request.getClass());
    };
  }

  private NamedByRequest complete(String workspace, FeatureExtractionRequest request) {
    request.setTiling(TilingSpecs.complete(request.getTiling()));
    RequestNames names = new RequestNames(outputs, workspace);
    FinestTiles.require(
        slides(names, request.getSlideIds(), request.getCohortId()),
        TilingSpecs.of(request.getTiling()));
    List<UUID> named = request.getModelIds();
    for (int i = 0; i < named.size(); i++) {
      model(names, named.get(i), "/modelIds/" + i);
    }
    request.setModelIds(named.stream().distinct().toList());
    return names.all();
  }

  private NamedByRequest complete(String workspace, FineTuningRequest request) {
    request.setTiling(TilingSpecs.complete(request.getTiling()));
    request.setRecipe(recipe(request.getRecipe()));
    RequestNames names = new RequestNames(outputs, workspace);
    FinestTiles.require(
        slides(names, request.getSlideIds(), request.getCohortId()),
        TilingSpecs.of(request.getTiling()));
    model(names, request.getStudentId(), "/studentId");
    model(names, request.getTeacherId(), "/teacherId");
    return names.all();
  }

  private NamedByRequest complete(String workspace, MilTrainingRequest request) {
    request.setTiling(TilingSpecs.complete(request.getTiling()));
    request.setProtocol(Objects.requireNonNullElseGet(request.getProtocol(), MilProtocol::new));
    if (cohorts.findByIdAndWorkspace(request.getCohortId(), workspace).isEmpty()) {
      throw new ProblemException(
          ProblemType.UNKNOWN_COHORT
              .with("This workspace has no cohort " + request.getCohortId() + ".")
              .at("/cohortId"));
    }
    UUID split = request.getSplitId();
    @Nullable SplitEntity named =
        split == null
            ? null
            : splits
                .findByIdAndCohortIdAndWorkspace(split, request.getCohortId(), workspace)
                .orElseThrow(
                    () ->
                        new ProblemException(
                            ProblemType.UNKNOWN_SPLIT
                                .with("The cohort has no split " + split + ".")
                                .at("/splitId")));
    trainable.require(
        workspace,
        request.getCohortId(),
        named == null ? null : named.foldOf(),
        TilingSpecs.of(request.getTiling()));
    RequestNames names = new RequestNames(outputs, workspace);
    model(names, request.getModelId(), "/modelId");
    return names.all();
  }

  private NamedByRequest complete(String workspace, ClassificationRequest request) {
    RequestNames names = new RequestNames(outputs, workspace);
    List<SlideEntity> chosen = slides(names, request.getSlideIds(), request.getCohortId());
    UUID id = request.getClassifierId();
    Optional<ClassifierEntity> classifier = classifiers.findByIdAndWorkspace(id, workspace);
    classifier.ifPresent(known -> FinestTiles.require(chosen, known.tiling()));
    names.one(
        JobOutputType.CLASSIFIER,
        id,
        classifier.map(ClassifierEntity::artifactDigest),
        "/classifierId");
    return names.all();
  }

  /** Those that are there already. */
  private List<SlideEntity> slides(RequestNames names, List<UUID> ids, @Nullable UUID cohort) {
    Set<UUID> later =
        cohort == null
            ? names.later(JobOutputType.SLIDE, slides.missing(names.workspace(), ids))
            : Set.of();
    List<UUID> there = ids.stream().filter(id -> !later.contains(id)).toList();
    if (there.isEmpty() && !later.isEmpty()) {
      return List.of();
    }
    try {
      List<SlideEntity> selected = slides.select(names.workspace(), there, cohort);
      names.there(selected.stream().map(SlideEntity::artifactDigest).toList());
      return selected;
    } catch (ProblemException e) {
      throw new ProblemException(e.problem().at(cohort == null ? "/slideIds" : "/cohortId"), e);
    }
  }

  private void model(RequestNames names, UUID id, String pointer) {
    names.one(
        JobOutputType.MODEL,
        id,
        models.findByIdAndWorkspace(id, names.workspace()).map(ModelEntity::artifactDigest),
        pointer);
  }

  private static FineTuningRecipe recipe(@Nullable FineTuningRecipe given) {
    FineTuningRecipe recipe = Objects.requireNonNullElseGet(given, FineTuningRecipe::new);
    PredictorShape predictor =
        Objects.requireNonNullElseGet(recipe.getPredictor(), PredictorShape::new);
    if (predictor.getWidth() % 4 != 0 || predictor.getWidth() % predictor.getHeads() != 0) {
      throw invalid(
          "The predictor's width is a multiple of 4 and of its heads.", "/recipe/predictor/width");
    }
    recipe.setPredictor(predictor);
    recipe.setAugmentation(
        Objects.requireNonNullElseGet(recipe.getAugmentation(), Augmentation::new));
    return recipe;
  }

  private static ProblemException invalid(String detail, String pointer) {
    return new ProblemException(ProblemType.INVALID_REQUEST.with(detail).at(pointer));
  }
}
