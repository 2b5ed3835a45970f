// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static java.util.Objects.requireNonNullElseGet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.cohort.CohortSlideEntity;
import org.contextile.db.cohort.CohortSlideRepository;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.mil.AbmilWeights;
import org.contextile.library.mil.CrossValidation;
import org.contextile.library.mil.CrossValidationResult;
import org.contextile.library.mil.FoldCheckpoint;
import org.contextile.library.mil.MilSettings;
import org.contextile.library.mil.NonFiniteLossException;
import org.contextile.library.mil.SlideClassifier;
import org.contextile.library.mil.TrainedFold;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.library.torch.Torch;
import org.contextile.mil.bag.AvailableFeatures;
import org.contextile.mil.bag.FeatureSets;
import org.contextile.mil.classifier.ClassifierMetrics;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.job.JobContext;
import org.contextile.platform.job.JobHandler;
import org.contextile.platform.job.JobOutcome;
import org.contextile.platform.problem.ProblemException;
import org.contextile.platform.slide.TilingSpecs;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cross-validates a cohort and keeps the networks of its folds as one classifier. A run that was
 * interrupted goes on after the last fold that had ended.
 */
@Component
final class MilTrainingHandler implements JobHandler {
  private final CohortRepository cohorts;
  private final CohortSlideRepository cohortSlides;
  private final ModelRepository models;
  private final FeatureSets featureSets;
  private final ClassifierRepository classifiers;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final TrainingProperties properties;

  MilTrainingHandler(
      CohortRepository cohorts,
      CohortSlideRepository cohortSlides,
      ModelRepository models,
      FeatureSets featureSets,
      ClassifierRepository classifiers,
      ArtifactStore artifacts,
      JsonMapper json,
      TrainingProperties properties) {
    this.cohorts = cohorts;
    this.cohortSlides = cohortSlides;
    this.models = models;
    this.featureSets = featureSets;
    this.classifiers = classifiers;
    this.artifacts = artifacts;
    this.json = json;
    this.properties = properties;
  }

  @Override
  public JobKind kind() {
    return JobKind.MIL_TRAINING;
  }

  @Override
  public JobOutcome run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> crossValidate(job), ProblemException::outOfMemory);
  }

  private JobOutcome crossValidate(JobContext job) throws IOException {
    MilTrainingRequest request = job.request(MilTrainingRequest.class);
    MilProtocol protocol = requireNonNullElseGet(request.getProtocol(), MilProtocol::new);
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    ModelEntity model = model(job, request);
    List<CohortSlideEntity> rows = rows(job, request);
    AvailableFeatures available =
        featureSets.requireUniform(
            job.workspace(), rows.stream().map(CohortSlideEntity::slideId).toList(), model, spec);
    TrainingCohort cohort = TrainingCohort.of(rows, available, featureSets);

    CrossValidationResult result = train(job, cohort, settings(protocol));
    List<AbmilWeights> heads = result.folds().stream().map(TrainedFold::weights).toList();
    Path archive = job.scratch().resolve("classifier.pt");
    SlideClassifier.write(archive, heads);
    Artifact weights = artifacts.put(archive, "application/octet-stream");
    ClassifierMetrics metrics =
        new MetricsSummary(result, cohort.classes(), protocol.getSeed()).metrics();
    job.log("Mean AUROC over the folds: " + metrics.meanAuroc());
    // A row is made for every try to publish it.
    Supplier<ClassifierEntity> classifier =
        () ->
            new ClassifierEntity(
                job.workspace(),
                request.getName(),
                request.getCohortId(),
                model.id(),
                spec,
                cohort.provenance(),
                request.getAlgorithm().getValue(),
                json.writeValueAsString(protocol),
                cohort.classes(),
                json.writeValueAsString(metrics),
                weights.digest(),
                heads.stream().mapToLong(AbmilWeights::parameterCount).sum(),
                job.id());
    return new JobOutcome(
        () -> {
          ClassifierEntity row = classifier.get();
          row.takeReservedId(job.outputId(JobOutputType.CLASSIFIER));
          return Map.of(
              "classifierId",
              classifiers.saveAndFlush(row).id(),
              "skippedSlides",
              available.skipped());
        });
  }

  private CrossValidationResult train(JobContext job, TrainingCohort cohort, MilSettings settings)
      throws IOException {
    String fingerprint = cohort.fingerprint(settings);
    Optional<Path> checkpoint = job.checkpoint();
    List<TrainedFold> ended =
        checkpoint.isPresent() ? FoldCheckpoint.read(checkpoint.get(), fingerprint) : List.of();
    if (checkpoint.isPresent()) {
      job.log(
          ended.isEmpty()
              ? "The checkpoint belongs to another training: starting anew"
              : "Going on after %d folds of an earlier attempt".formatted(ended.size()));
    }
    try {
      return CrossValidation.run(
          cohort.slides(),
          cohort.bags(),
          settings,
          Torch.bestDevice(),
          ended,
          new TrainingReport(job, cohort.slides().size(), settings.maxEpochs(), fingerprint));
    } catch (FoldException e) {
      throw CohortProblems.of(e, cohort.slides(), cohort.classes());
    } catch (NonFiniteLossException e) {
      throw new ProblemException(
          ProblemType.NOT_FINITE, e.getMessage() + ". Try a lower learningRate.");
    }
  }

  private MilSettings settings(MilProtocol protocol) {
    return new MilSettings(
        protocol.getFolds(),
        protocol.getSeed(),
        protocol.getMaxEpochs(),
        protocol.getPatience(),
        properties.validation(),
        protocol.getLearningRate(),
        protocol.getWeightDecay(),
        protocol.getHiddenDim(),
        protocol.getAttentionDim(),
        protocol.getDropout(),
        properties.maxInstances(),
        properties.maxCached().toBytes());
  }

  private ModelEntity model(JobContext job, MilTrainingRequest request) {
    return models
        .findByIdAndWorkspace(request.getModelId(), job.workspace())
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNKNOWN_MODEL, "There is no model " + request.getModelId() + "."));
  }

  private List<CohortSlideEntity> rows(JobContext job, MilTrainingRequest request) {
    if (cohorts.findByIdAndWorkspace(request.getCohortId(), job.workspace()).isEmpty()) {
      throw new ProblemException(
          ProblemType.UNKNOWN_COHORT, "There is no cohort " + request.getCohortId() + ".");
    }
    return cohortSlides.findByKeyCohortIdOrderByPosition(request.getCohortId());
  }
}
