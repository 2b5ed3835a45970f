// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.training;

import static java.util.Objects.requireNonNullElseGet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.CohortRepository;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.evaluation.fold.FoldException;
import org.contextile.library.mil.CrossValidation;
import org.contextile.library.mil.CrossValidationResult;
import org.contextile.library.mil.FoldCheckpoint;
import org.contextile.library.mil.MilSettings;
import org.contextile.library.mil.NonFiniteLossException;
import org.contextile.library.mil.SlideClassifier;
import org.contextile.library.mil.TrainedFold;
import org.contextile.library.mil.head.Head;
import org.contextile.library.mil.head.HeadWeights;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.library.torch.Torch;
import org.contextile.mil.bag.AvailableFeatures;
import org.contextile.mil.bag.FeatureSets;
import org.contextile.mil.classifier.ClassifierMetrics;
import org.contextile.mil.split.CohortSplit;
import org.contextile.mil.split.FoldProblems;
import org.contextile.mil.split.Splits;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cross-validates a cohort on a split and stores the networks of its folds as one classifier. A run
 * that was interrupted goes on after the last fold that had ended.
 */
@Component
final class MilTrainingHandler implements JobHandler {
  private final CohortRepository cohorts;
  private final Splits splits;
  private final FoldProblems problems;
  private final ModelRepository models;
  private final FeatureSets featureSets;
  private final ClassifierRepository classifiers;
  private final ArtifactStore artifacts;
  private final JsonMapper json;
  private final TrainingProperties properties;

  MilTrainingHandler(
      CohortRepository cohorts,
      Splits splits,
      FoldProblems problems,
      ModelRepository models,
      FeatureSets featureSets,
      ClassifierRepository classifiers,
      ArtifactStore artifacts,
      JsonMapper json,
      TrainingProperties properties) {
    this.cohorts = cohorts;
    this.splits = splits;
    this.problems = problems;
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
  public JobResult run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> crossValidate(job), ProblemException::outOfMemory);
  }

  private JobResult crossValidate(JobContext job) throws IOException {
    MilTrainingRequest request = job.request(MilTrainingRequest.class);
    MilProtocol protocol = requireNonNullElseGet(request.getProtocol(), MilProtocol::new);
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    ModelEntity model = model(job, request);
    CohortSplit split = split(job, request, protocol);
    protocol.setFolds(split.row().folds());
    List<UUID> slides =
        split.cohort().slides().stream().map(slide -> UUID.fromString(slide.slide())).toList();
    AvailableFeatures available = featureSets.requireUniform(job.workspace(), slides, model, spec);
    TrainingCohort cohort = cohort(split, available, protocol);

    MilSettings settings = RequestedSettings.of(request.getAlgorithm(), protocol, properties);
    CrossValidationResult result = train(job, cohort, settings);
    List<HeadWeights> heads = result.folds().stream().map(TrainedFold::weights).toList();
    Path archive = job.scratch().resolve("classifier.pt");
    SlideClassifier.write(archive, Head.of(settings.head()), heads);
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
                split.row().id(),
                model.id(),
                spec,
                cohort.provenance(),
                request.getAlgorithm().getValue(),
                json.writeValueAsString(protocol),
                cohort.classes(),
                json.writeValueAsString(metrics),
                weights.digest(),
                heads.stream().mapToLong(HeadWeights::parameterCount).sum(),
                job.id());
    return new JobResult(
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
    List<TrainedFold> ended = ended(job, fingerprint);
    try {
      return CrossValidation.run(
          cohort.slides(),
          cohort.bags(),
          cohort.partitions(),
          settings,
          Torch.bestDevice(),
          ended,
          new TrainingReport(job, cohort.slides().size(), settings.maxEpochs(), fingerprint));
    } catch (NonFiniteLossException e) {
      throw new ProblemException(
          ProblemType.NOT_FINITE, e.getMessage() + ". Try a lower learningRate.");
    }
  }

  private static List<TrainedFold> ended(JobContext job, String fingerprint) throws IOException {
    Optional<LocalCopy> checkpoint = job.checkpoint();
    if (checkpoint.isEmpty()) {
      return List.of();
    }
    try (LocalCopy file = checkpoint.get()) {
      List<TrainedFold> ended = FoldCheckpoint.read(file.path(), fingerprint);
      job.log(
          ended.isEmpty()
              ? "The checkpoint belongs to another training: starting anew"
              : "Going on after %d folds of an earlier attempt".formatted(ended.size()));
      return ended;
    }
  }

  private ModelEntity model(JobContext job, MilTrainingRequest request) {
    return models
        .findByIdAndWorkspace(request.getModelId(), job.workspace())
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNKNOWN_MODEL, "There is no model " + request.getModelId() + "."));
  }

  private CohortSplit split(JobContext job, MilTrainingRequest request, MilProtocol protocol) {
    UUID cohortId = request.getCohortId();
    if (cohorts.findByIdAndWorkspace(cohortId, job.workspace()).isEmpty()) {
      throw new ProblemException(
          ProblemType.UNKNOWN_COHORT, "There is no cohort " + cohortId + ".");
    }
    UUID splitId = request.getSplitId();
    if (splitId == null) {
      return splits.ensure(
          job.workspace(), cohortId, null, protocol.getFolds(), protocol.getSeed());
    }
    return splits
        .find(job.workspace(), cohortId, splitId)
        .map(row -> new CohortSplit(row, splits.cohort(cohortId), false))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNKNOWN_SPLIT, "The cohort has no split " + splitId + "."));
  }

  private TrainingCohort cohort(
      CohortSplit split, AvailableFeatures available, MilProtocol protocol) {
    try {
      return TrainingCohort.of(
          split, available, featureSets, properties.validation(), protocol.getSeed());
    } catch (FoldException e) {
      throw problems.of(e, split.cohort());
    }
  }
}
