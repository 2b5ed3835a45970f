// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.JobResult;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.learning.script.OutOfMemory;
import org.contextile.platform.artifact.Artifact;
import org.contextile.platform.artifact.ArtifactStore;
import org.contextile.platform.job.JobContext;
import org.contextile.platform.job.JobDivision;
import org.contextile.platform.job.JobEnding;
import org.contextile.platform.job.JobHandler;
import org.contextile.platform.job.JobOutcome;
import org.contextile.platform.problem.ProblemException;
import org.contextile.platform.slide.SkippedSlides;
import org.contextile.platform.slide.SlideSelection;
import org.contextile.platform.slide.TilingSpecs;
import org.contextile.tiles.SlideTiling;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;

/**
 * Extracts the features of slides, one feature set a slide, each visible as soon as it is whole.
 * What an earlier attempt or job has extracted is used again.
 *
 * <p>Where more than one slide is to be done each becomes a child job, so that all workers share
 * them. The run that sums up then finds every feature set present.
 */
@Component
final class FeatureExtractionHandler implements JobHandler {

  private static final String EXTRACTING = "extracting";
  private static final String TILES = "tiles";

  private final ModelRepository models;
  private final FeatureSetRepository featureSets;
  private final SlideRepository slides;
  private final SlideSelection selection;
  private final TiledSlides tiledSlides;
  private final ArtifactStore artifacts;
  private final SlideExtraction extraction;
  private final ModelBackbones backbones;

  FeatureExtractionHandler(
      ModelRepository models,
      FeatureSetRepository featureSets,
      SlideRepository slides,
      SlideSelection selection,
      TiledSlides tiledSlides,
      ArtifactStore artifacts,
      SlideExtraction extraction,
      ModelBackbones backbones) {
    this.models = models;
    this.featureSets = featureSets;
    this.slides = slides;
    this.selection = selection;
    this.tiledSlides = tiledSlides;
    this.artifacts = artifacts;
    this.extraction = extraction;
    this.backbones = backbones;
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
    ModelEntity model =
        models
            .findByIdAndWorkspace(request.getModelId(), job.workspace())
            .orElseThrow(() -> unknownModel(request));
    List<SlideEntity> selected =
        selection.select(job.workspace(), request.getSlideIds(), request.getCohortId());
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    List<PlannedSlide> plan = plan(job, selected, spec);
    List<PlannedSlide> missing =
        plan.stream()
            .filter(it -> !it.tiling().grid().tiles().isEmpty())
            .filter(it -> find(it.slide(), model, it.tiling()).isEmpty())
            .toList();
    if (job.divisible() && missing.size() > 1) {
      return new JobDivision(missing.stream().map(it -> part(request, model, it)).toList());
    }

    ExtractionReport report = new ExtractionReport();
    report.parts(job.partResults(JobResult.class));
    long total = plan.stream().mapToLong(it -> it.tiling().grid().tiles().size()).sum();
    job.phase(EXTRACTING, total, TILES);
    try (BackboneOnDemand backbone = backbones.onDemand(model, spec.tileSizePx(), job.scratch())) {
      for (PlannedSlide planned : plan) {
        extract(job, model, backbone, planned, report);
      }
      backbone.worked();
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
      FeatureExtractionRequest request, ModelEntity model, PlannedSlide planned) {
    return new JobDivision.Part(
        new FeatureExtractionRequest(model.id())
            .slideIds(List.of(planned.slide().id()))
            .tiling(request.getTiling()),
        EXTRACTING,
        planned.tiling().grid().tiles().size(),
        TILES,
        List.of(planned.slide().artifactDigest(), model.artifactDigest()));
  }

  private void extract(
      JobContext job,
      ModelEntity model,
      BackboneOnDemand backbone,
      PlannedSlide planned,
      ExtractionReport report)
      throws IOException, InterruptedException {
    SlideTiling tiling = planned.tiling();
    report.tiling(tiling.row().id());
    if (tiling.grid().tiles().isEmpty()) {
      report.skipped(SkippedSlides.withoutTiles(planned.slide()));
      return;
    }
    Optional<FeatureSetEntity> present = find(planned.slide(), model, tiling);
    if (present.isPresent()) {
      report.reused(planned.slide(), present.get(), tiling.grid().tiles().size());
      job.progress(report.tiles());
      return;
    }
    ExtractedSlide extracted = extraction.extract(job, planned, model, backbone.get(), report);
    Artifact file = artifacts.put(extracted.file(), "application/x-hdf5");
    job.publish(
        () -> {
          var _ = slides.lock(List.of(planned.slide().id()));
          if (find(planned.slide(), model, tiling).isEmpty()) {
            featureSets.saveAndFlush(
                new FeatureSetEntity(
                    job.workspace(),
                    planned.slide().id(),
                    model.id(),
                    tiling.row().id(),
                    extracted.provenance(),
                    file.digest(),
                    extracted.tiles(),
                    model.featureDim(),
                    extracted.unreadable(),
                    job.id()));
          }
        });
    report.extracted(planned.slide(), find(planned.slide(), model, tiling).orElseThrow());
  }

  private Optional<FeatureSetEntity> find(
      SlideEntity slide, ModelEntity model, SlideTiling tiling) {
    return featureSets.findBySlideIdAndModelIdAndTilingIdAndProvenance(
        slide.id(), model.id(), tiling.row().id(), backbones.provenance(model));
  }

  private static ProblemException unknownModel(FeatureExtractionRequest request) {
    return ProblemException.unprocessable(
        "unknown-model", "Unknown model", "There is no model " + request.getModelId() + ".");
  }
}
