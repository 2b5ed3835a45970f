// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil.classification;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.classifier.ClassifierEntity;
import org.contextile.db.classifier.ClassifierRepository;
import org.contextile.db.cohort.SlideSelection;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.mil.SlideClassifier;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.library.torch.Torch;
import org.contextile.mil.bag.AvailableFeatures;
import org.contextile.mil.bag.FeatureSets;
import org.springframework.stereotype.Component;

/**
 * Classifies slides from the feature sets of the classifier's own model and tiling. All predictions
 * of a job become visible together; feature sets that the classifier has read before are not read
 * again.
 */
@Component
final class ClassificationHandler implements JobHandler {
  private final ClassifierRepository classifiers;
  private final ModelRepository models;
  private final PredictionPublication publication;
  private final SlideSelection selection;
  private final FeatureSets featureSets;
  private final SlideClassification classification;
  private final ArtifactStore artifacts;

  ClassificationHandler(
      ClassifierRepository classifiers,
      ModelRepository models,
      PredictionPublication publication,
      SlideSelection selection,
      FeatureSets featureSets,
      SlideClassification classification,
      ArtifactStore artifacts) {
    this.classifiers = classifiers;
    this.models = models;
    this.publication = publication;
    this.selection = selection;
    this.featureSets = featureSets;
    this.classification = classification;
    this.artifacts = artifacts;
  }

  @Override
  public JobKind kind() {
    return JobKind.CLASSIFICATION;
  }

  @Override
  public JobResult run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> classifyAll(job), ProblemException::outOfMemory);
  }

  private JobResult classifyAll(JobContext job) throws IOException {
    ClassificationRequest request = job.request(ClassificationRequest.class);
    ClassifierEntity classifier = classifier(job, request.getClassifierId());
    ModelEntity model = models.findById(classifier.modelId()).orElseThrow();
    List<UUID> selected =
        selection.select(job.workspace(), request.getSlideIds(), request.getCohortId()).stream()
            .map(SlideEntity::id)
            .toList();
    AvailableFeatures available =
        featureSets.requirePreferring(
            classifier.provenance(), job.workspace(), selected, model, classifier.tiling());
    List<FeatureSetEntity> sets =
        selected.stream().map(available.sets()::get).filter(Objects::nonNull).toList();
    Set<UUID> known = publication.known(classifier, sets, request.getHeatmap()).keySet();
    List<ClassifiedSlide> made =
        classify(
            job,
            classifier,
            sets.stream().filter(set -> !known.contains(set.id())).toList(),
            request.getHeatmap());
    return new JobResult(
        () -> {
          Map<String, Object> result =
              new LinkedHashMap<>(
                  publication.publish(job, classifier, sets, made, request.getHeatmap()));
          result.put("skippedSlides", available.skipped());
          result.put("warnings", warnings(classifier, available));
          return result;
        });
  }

  private List<ClassifiedSlide> classify(
      JobContext job, ClassifierEntity classifier, List<FeatureSetEntity> sets, boolean heatmap)
      throws IOException {
    job.phase("classifying", sets.size(), "slides");
    List<ClassifiedSlide> made = new ArrayList<>();
    if (sets.isEmpty()) {
      return made;
    }
    try (SlideClassifier network = load(classifier)) {
      for (FeatureSetEntity set : sets) {
        job.checkStop();
        made.add(classification.classify(job, classifier, network, set, heatmap));
        job.progress(made.size());
      }
    }
    return made;
  }

  private SlideClassifier load(ClassifierEntity classifier) throws IOException {
    try (LocalCopy weights = artifacts.open(classifier.artifactDigest())) {
      return SlideClassifier.load(weights.path(), Torch.bestDevice());
    }
  }

  /** One where features differ in what the classifier could not know of when it was trained. */
  private static List<String> warnings(ClassifierEntity classifier, AvailableFeatures available) {
    List<FeatureSetEntity> others =
        available.sets().values().stream()
            .filter(set -> !set.provenance().equals(classifier.provenance()))
            .toList();
    return others.isEmpty()
        ? List.of()
        : List.of(
            "The classifier was trained on features in %s; those of %d slides are in others, such as %s."
                .formatted(
                    classifier.provenance().describe(),
                    others.size(),
                    others.getFirst().provenance().describe()));
  }

  private ClassifierEntity classifier(JobContext job, UUID id) {
    return classifiers
        .findByIdAndWorkspace(id, job.workspace())
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNKNOWN_CLASSIFIER, "There is no classifier " + id + "."));
  }
}
