// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.JobResult;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.platform.job.JobContext;
import org.contextile.platform.job.JobDivision;
import org.contextile.platform.job.JobEnding;
import org.contextile.platform.job.JobHandler;
import org.contextile.platform.job.JobOutcome;
import org.contextile.platform.problem.ProblemException;
import org.contextile.platform.slide.SkippedSlides;
import org.contextile.platform.slide.SlideSelection;
import org.contextile.platform.slide.TilingSpecs;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;

/**
 * Extracts the features of slides by one or several models, one feature set per slide and model,
 * each visible as soon as it is whole. What an earlier attempt or job has extracted is used again.
 *
 * <p>Where more than one slide is to be done each becomes a child job, so that all workers share
 * them. The run that sums up then finds every feature set present.
 */
@Component
final class FeatureExtractionHandler implements JobHandler {

  private static final String EXTRACTING = "extracting";
  private static final String TILES = "tiles";

  private final ModelRepository models;
  private final SlideSelection selection;
  private final TiledSlides tiledSlides;
  private final SlideFeatureSets slideFeatureSets;

  FeatureExtractionHandler(
      ModelRepository models,
      SlideSelection selection,
      TiledSlides tiledSlides,
      SlideFeatureSets slideFeatureSets) {
    this.models = models;
    this.selection = selection;
    this.tiledSlides = tiledSlides;
    this.slideFeatureSets = slideFeatureSets;
  }

  @Override
  public JobKind kind() {
    return JobKind.FEATURE_EXTRACTION;
  }

  @Override
  public JobEnding run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> extractAll(job), ProblemException::unprocessable);
  }

  private JobEnding extractAll(JobContext job) throws IOException, InterruptedException {
    FeatureExtractionRequest request = job.request(FeatureExtractionRequest.class);
    List<ModelEntity> named = models(job, request);
    List<SlideEntity> selected =
        selection.select(job.workspace(), request.getSlideIds(), request.getCohortId());
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    List<PlannedSlide> plan = plan(job, selected, spec);
    List<PlannedSlide> missing =
        plan.stream()
            .filter(it -> !it.tiling().grid().tiles().isEmpty())
            .filter(it -> !slideFeatureSets.missing(it, named).isEmpty())
            .toList();
    if (job.divisible() && missing.size() > 1) {
      return new JobDivision(missing.stream().map(it -> part(request, named, it)).toList());
    }

    ExtractionReport report = new ExtractionReport();
    report.parts(job.partResults(JobResult.class));
    long total = plan.stream().mapToLong(it -> it.tiling().grid().tiles().size()).sum();
    job.phase(EXTRACTING, total, TILES);
    for (PlannedSlide planned : plan) {
      report.tiling(planned.tiling().row().id());
      if (planned.tiling().grid().tiles().isEmpty()) {
        report.skipped(SkippedSlides.withoutTiles(planned.slide()));
      } else {
        slideFeatureSets.complete(job, planned, named, report);
      }
    }
    return new JobOutcome(report.result(), () -> {});
  }

  private List<PlannedSlide> plan(JobContext job, List<SlideEntity> selected, TilingSpec spec) {
    if (job.divisible()) {
      job.phase("tiling", selected.size(), "slides");
    }
    List<PlannedSlide> plan = new ArrayList<>();
    for (SlideEntity slide : selected) {
      job.checkStop();
      plan.add(new PlannedSlide(slide, tiledSlides.tiling(job, slide, spec)));
      if (job.divisible()) {
        job.progress(plan.size());
      }
    }
    return plan;
  }

  private static JobDivision.Part part(
      FeatureExtractionRequest request, List<ModelEntity> models, PlannedSlide planned) {
    List<String> inputs = new ArrayList<>();
    inputs.add(planned.slide().artifactDigest());
    models.forEach(model -> inputs.add(model.artifactDigest()));
    return new JobDivision.Part(
        new FeatureExtractionRequest(models.stream().map(ModelEntity::id).toList())
            .slideIds(List.of(planned.slide().id()))
            .tiling(request.getTiling()),
        EXTRACTING,
        planned.tiling().grid().tiles().size(),
        TILES,
        inputs);
  }

  /** Each once, in the request's order. */
  private List<ModelEntity> models(JobContext job, FeatureExtractionRequest request) {
    return request.getModelIds().stream()
        .distinct()
        .map(
            id ->
                models
                    .findByIdAndWorkspace(id, job.workspace())
                    .orElseThrow(() -> unknownModel(id)))
        .toList();
  }

  private static ProblemException unknownModel(UUID id) {
    return ProblemException.unprocessable(
        "unknown-model", "Unknown model", "There is no model " + id + ".");
  }
}
