// SPDX-License-Identifier: Apache-2.0
package org.contextile.jobs.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.GraphJob;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.job.JobKind;
import org.contextile.db.job.JobOutputType;
import org.jspecify.annotations.Nullable;

/** One job of a graph, with a request of one of the four kinds that users submit. */
final class GraphStep {
  private final @Nullable UUID placeholder;
  private final JobKind kind;
  private final Object request;
  private final String pointer;

  private GraphStep(@Nullable UUID placeholder, JobKind kind, Object request, String pointer) {
    this.placeholder = placeholder;
    this.kind = kind;
    this.request = request;
    this.pointer = pointer;
  }

  /**
   * @throws ProblemException {@code invalid-request} unless it has exactly one request
   */
  static GraphStep of(GraphJob job, int place) {
    String pointer = "/jobs/" + place;
    List<GraphStep> found =
        Stream.of(
                step(job, JobKind.FEATURE_EXTRACTION, job.getFeatureExtraction(), pointer),
                step(job, JobKind.FINE_TUNING, job.getFineTuning(), pointer),
                step(job, JobKind.MIL_TRAINING, job.getMilTraining(), pointer),
                step(job, JobKind.CLASSIFICATION, job.getClassification(), pointer))
            .flatMap(Optional::stream)
            .toList();
    if (found.size() != 1) {
      throw new ProblemException(
          ProblemType.INVALID_REQUEST
              .with(
                  "Give exactly one of featureExtraction, fineTuning, milTraining and"
                      + " classification.")
              .at(pointer));
    }
    return found.getFirst();
  }

  private static Optional<GraphStep> step(
      GraphJob job, JobKind kind, @Nullable Object request, String pointer) {
    String field =
        switch (kind) {
          case FEATURE_EXTRACTION -> "/featureExtraction";
          case FINE_TUNING -> "/fineTuning";
          case MIL_TRAINING -> "/milTraining";
          case CLASSIFICATION -> "/classification";
          case INGEST, MODEL_IMPORT -> throw new IllegalArgumentException(kind.text());
        };
    return Optional.ofNullable(request)
        .map(it -> new GraphStep(job.getPlaceholder(), kind, it, pointer + field));
  }

  Optional<UUID> placeholder() {
    return Optional.ofNullable(placeholder);
  }

  JobKind kind() {
    return kind;
  }

  Object request() {
    return request;
  }

  /** A JSON pointer to the request. */
  String pointer() {
    return pointer;
  }

  /** Passes every id that may name a job, or what a job makes, and takes what comes back. */
  void rename(GraphNaming naming) {
    switch (request) {
      case FeatureExtractionRequest it -> {
        it.setModelIds(all(naming, JobOutputType.MODEL, it.getModelIds(), "/modelIds"));
        it.setSlideIds(all(naming, JobOutputType.SLIDE, it.getSlideIds(), "/slideIds"));
        it.setDependsOn(jobs(naming, it.getDependsOn()));
      }
      case FineTuningRequest it -> {
        it.setStudentId(one(naming, JobOutputType.MODEL, it.getStudentId(), "/studentId"));
        it.setTeacherId(one(naming, JobOutputType.MODEL, it.getTeacherId(), "/teacherId"));
        it.setSlideIds(all(naming, JobOutputType.SLIDE, it.getSlideIds(), "/slideIds"));
        it.setDependsOn(jobs(naming, it.getDependsOn()));
      }
      case MilTrainingRequest it -> {
        it.setModelId(one(naming, JobOutputType.MODEL, it.getModelId(), "/modelId"));
        it.setDependsOn(jobs(naming, it.getDependsOn()));
      }
      case ClassificationRequest it -> {
        it.setClassifierId(
            one(naming, JobOutputType.CLASSIFIER, it.getClassifierId(), "/classifierId"));
        it.setSlideIds(all(naming, JobOutputType.SLIDE, it.getSlideIds(), "/slideIds"));
        it.setDependsOn(jobs(naming, it.getDependsOn()));
      }
      default -> throw new IllegalStateException("Not a request: " + request.getClass());
    }
  }

  private static UUID one(GraphNaming naming, JobOutputType type, UUID id, String pointer) {
    return naming.replace(Optional.of(type), id, pointer);
  }

  private static List<UUID> jobs(GraphNaming naming, @Nullable List<UUID> ids) {
    return all(naming, Optional.empty(), ids, "/dependsOn");
  }

  private static List<UUID> all(
      GraphNaming naming, JobOutputType type, @Nullable List<UUID> ids, String pointer) {
    return all(naming, Optional.of(type), ids, pointer);
  }

  private static List<UUID> all(
      GraphNaming naming, Optional<JobOutputType> type, @Nullable List<UUID> ids, String pointer) {
    List<UUID> given = Objects.requireNonNullElse(ids, List.of());
    List<UUID> renamed = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      renamed.add(naming.replace(type, given.get(i), pointer + "/" + i));
    }
    return renamed;
  }
}
