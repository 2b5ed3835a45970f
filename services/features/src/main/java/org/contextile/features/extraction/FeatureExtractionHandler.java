// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.SlideSelection;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.model.ModelRepository;
import org.contextile.db.slide.SkippedSlides;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.jobs.worker.ChildJobs;
import org.contextile.jobs.worker.ChildRequest;
import org.contextile.jobs.worker.ChildResult;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobEnding;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.tiles.SlideTiling;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;

/**
 * Extracts the features of slides by one or several models, one feature set per slide and model,
 * each visible as soon as it is whole. What an earlier attempt or job has extracted is used again.
 *
 * <p>Where more than one slide is to be done each becomes a child job, which plans it, too: this
 * job only asks the database what is missing. The run after them finds every feature set present.
 */
@Component
final class FeatureExtractionHandler implements JobHandler {

  private static final String EXTRACTING = "extracting";
  private static final String TILES = "tiles";

  private final ModelRepository models;
  private final SlideSelection selection;
  private final TilingRepository tilings;
  private final TiledSlides tiledSlides;
  private final SlideFeatureSets slideFeatureSets;

  FeatureExtractionHandler(
      ModelRepository models,
      SlideSelection selection,
      TilingRepository tilings,
      TiledSlides tiledSlides,
      SlideFeatureSets slideFeatureSets) {
    this.models = models;
    this.selection = selection;
    this.tilings = tilings;
    this.tiledSlides = tiledSlides;
    this.slideFeatureSets = slideFeatureSets;
  }

  @Override
  public JobKind kind() {
    return JobKind.FEATURE_EXTRACTION;
  }

  @Override
  public JobEnding run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> extractAll(job), ProblemException::outOfMemory);
  }

  private JobEnding extractAll(JobContext job) throws IOException, InterruptedException {
    FeatureExtractionRequest request = job.request(FeatureExtractionRequest.class);
    List<ModelEntity> named = models(job, request);
    List<SlideEntity> selected =
        selection.select(job.workspace(), request.getSlideIds(), request.getCohortId());
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    List<ChildResult> children = job.children();
    KnownFeatures known = known(job, named, selected, spec, ExtractionReport.featureSets(children));
    List<SlideEntity> missing = selected.stream().filter(it -> !known.settles(it.id())).toList();
    if (children.isEmpty() && missing.size() > 1) {
      return new ChildJobs(missing.stream().map(it -> child(request, named, it, known)).toList());
    }

    ExtractionReport report = new ExtractionReport();
    report.children(children);
    Map<UUID, SlideTiling> plans = plan(job, missing, spec);
    job.phase(
        EXTRACTING,
        selected.stream().mapToLong(it -> tiling(it, known, plans).tileCount()).sum(),
        TILES);
    for (SlideEntity slide : selected) {
      TilingEntity tiling = tiling(slide, known, plans);
      SlideTiling plan = plans.get(slide.id());
      report.tiling(tiling.id());
      if (tiling.tileCount() == 0) {
        report.skipped(SkippedSlides.withoutTiles(slide));
      } else if (plan != null) {
        slideFeatureSets.complete(job, new PlannedSlide(slide, plan), named, report);
      } else {
        report.reused(slide, known.sets(slide.id()), tiling.tileCount());
        job.progress(report.tiles());
      }
    }
    return new JobResult(report.result(), () -> {});
  }

  /** In two queries, however many slides and models. */
  private KnownFeatures known(
      JobContext job,
      List<ModelEntity> models,
      List<SlideEntity> selected,
      TilingSpec spec,
      Set<UUID> ofChildren) {
    List<UUID> slides = selected.stream().map(SlideEntity::id).toList();
    return KnownFeatures.of(
        tilings.findBySlideIdInAndSpec(slides, spec),
        slideFeatureSets.known(job.workspace(), slides, models, spec),
        slideFeatureSets.provenances(models),
        ofChildren);
  }

  private Map<UUID, SlideTiling> plan(JobContext job, List<SlideEntity> missing, TilingSpec spec) {
    Map<UUID, SlideTiling> plans = new HashMap<>();
    for (SlideEntity slide : missing) {
      job.checkStop();
      plans.put(slide.id(), tiledSlides.tiling(job, slide, spec));
    }
    return plans;
  }

  private static TilingEntity tiling(
      SlideEntity slide, KnownFeatures known, Map<UUID, SlideTiling> plans) {
    SlideTiling plan = plans.get(slide.id());
    return plan == null ? known.tiling(slide.id()).orElseThrow() : plan.row();
  }

  private static ChildRequest child(
      FeatureExtractionRequest request,
      List<ModelEntity> models,
      SlideEntity slide,
      KnownFeatures known) {
    List<String> inputs = new ArrayList<>();
    inputs.add(slide.artifactDigest());
    models.forEach(model -> inputs.add(model.artifactDigest()));
    return ChildRequest.of(
            JobKind.FEATURE_EXTRACTION,
            new FeatureExtractionRequest(models.stream().map(ModelEntity::id).toList())
                .slideIds(List.of(slide.id()))
                .tiling(request.getTiling()))
        .withPhase(
            EXTRACTING, known.tiling(slide.id()).map(TilingEntity::tileCount).orElse(0), TILES)
        .withInputDigests(inputs);
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
    return new ProblemException(ProblemType.UNKNOWN_MODEL, "There is no model " + id + ".");
  }
}
