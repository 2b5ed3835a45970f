// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.contextile.artifacts.Artifact;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.feature.FeatureProvenance;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.feature.FeatureSetRepository;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.slide.TilingSpec;
import org.contextile.jobs.worker.JobContext;
import org.contextile.library.backbones.Backbone;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;

/**
 * The feature sets of one slide by several models: those that are there are used again, the others
 * are made in one pass over its tiles, each visible as soon as it is stored.
 */
@Component
final class SlideFeatureSets {
  /** PostgreSQL takes 65,535 values in a query. */
  private static final int AT_ONCE = 10_000;

  private final FeatureSetRepository featureSets;
  private final SlideRepository slides;
  private final TiledSlides tiledSlides;
  private final ArtifactStore artifacts;
  private final SlideExtraction extraction;
  private final ModelBackbones backbones;
  private final NetworkTurn turn;

  SlideFeatureSets(
      FeatureSetRepository featureSets,
      SlideRepository slides,
      TiledSlides tiledSlides,
      ArtifactStore artifacts,
      SlideExtraction extraction,
      ModelBackbones backbones,
      NetworkTurn turn) {
    this.featureSets = featureSets;
    this.slides = slides;
    this.tiledSlides = tiledSlides;
    this.artifacts = artifacts;
    this.extraction = extraction;
    this.backbones = backbones;
    this.turn = turn;
  }

  /** The sets of the slides by these models on this kind of tiling, of any provenance. */
  List<FeatureSetEntity> known(
      String workspace, List<UUID> slides, List<ModelEntity> models, TilingSpec spec) {
    List<UUID> ids = models.stream().map(ModelEntity::id).toList();
    List<FeatureSetEntity> known = new ArrayList<>();
    for (int from = 0; from < slides.size(); from += AT_ONCE) {
      List<UUID> part = slides.subList(from, Math.min(from + AT_ONCE, slides.size()));
      known.addAll(featureSets.findBySlidesAndModelsAndSpec(workspace, part, ids, spec));
    }
    return known;
  }

  /** Of the features that each model would yield here and now. */
  Map<UUID, FeatureProvenance> provenances(List<ModelEntity> models) {
    return models.stream()
        .collect(
            toMap(ModelEntity::id, backbones::provenance, (one, _) -> one, LinkedHashMap::new));
  }

  /** The models without features of the slide, in their order. */
  private List<ModelEntity> missing(PlannedSlide planned, List<ModelEntity> models) {
    return models.stream().filter(model -> find(planned, model).isEmpty()).toList();
  }

  /**
   * Makes what is missing. What one model fails at fails the job, once the others' sets are
   * visible.
   */
  void complete(
      JobContext job, PlannedSlide planned, List<ModelEntity> models, ExtractionReport report)
      throws IOException, InterruptedException {
    List<ModelEntity> missing = missing(planned, models);
    int tiles = planned.tiling().grid().tiles().size();
    if (missing.isEmpty()) {
      report.reused(planned.slide(), sets(planned, models), tiles);
      job.progress(report.tiles());
      return;
    }
    // More models than fit into memory together take several passes.
    List<List<ModelEntity>> passes = backbones.fitting(missing);
    JobPass listener = new JobPass(job, report, passes.size());
    try (SlideReading reading = extraction.begin(tiledSlides.open(planned.slide()), planned)) {
      for (List<ModelEntity> group : passes) {
        publish(job, planned, pass(job, reading, group, listener));
      }
    }
    listener.ended();
    report.extracted(planned.slide(), sets(planned, models), tiles);
  }

  /** Has the turn only while it computes: what is stored after that holds up no other job. */
  private List<PassResult> pass(
      JobContext job, SlideReading reading, List<ModelEntity> models, PassListener listener)
      throws IOException, InterruptedException {
    int tileSizePx = reading.planned().tiling().row().spec().tileSizePx();
    List<ModelPool<?, Backbone>.Loan> loans = new ArrayList<>();
    try (NetworkTurn.Held _ = turn.await(job::checkStop)) {
      try {
        List<LoadedModel> loaded = new ArrayList<>();
        for (ModelEntity model : models) {
          var loan = backbones.lend(model, tileSizePx, job.scratch());
          loans.add(loan);
          loaded.add(new LoadedModel(model, loan.model()));
        }
        List<PassResult> results = extraction.extract(reading, loaded, job.scratch(), listener);
        for (int i = 0; i < results.size(); i++) {
          if (results.get(i) instanceof ExtractedSlide) {
            loans.get(i).worked();
          }
        }
        return results;
      } finally {
        loans.forEach(ModelPool.Loan::close);
      }
    }
  }

  private void publish(JobContext job, PlannedSlide planned, List<PassResult> results)
      throws IOException {
    Optional<RuntimeException> failure = Optional.empty();
    for (PassResult result : results) {
      switch (result) {
        case ExtractedSlide extracted -> publish(job, planned, extracted);
        case FailedModel failed -> failure = failure.or(() -> Optional.of(failed.cause()));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void publish(JobContext job, PlannedSlide planned, ExtractedSlide extracted)
      throws IOException {
    Artifact file = artifacts.put(extracted.file(), "application/x-hdf5");
    job.publish(
        () -> {
          var _ = slides.lock(List.of(planned.slide().id()));
          if (find(planned, extracted.model()).isEmpty()) {
            featureSets.saveAndFlush(
                new FeatureSetEntity(
                    job.workspace(),
                    planned.slide().id(),
                    extracted.model().id(),
                    planned.tiling().row().id(),
                    extracted.provenance(),
                    file.digest(),
                    extracted.tiles(),
                    extracted.model().featureDim(),
                    extracted.unreadable(),
                    job.id()));
          }
        });
  }

  private List<FeatureSetEntity> sets(PlannedSlide planned, List<ModelEntity> models) {
    return models.stream().map(model -> find(planned, model).orElseThrow()).toList();
  }

  private Optional<FeatureSetEntity> find(PlannedSlide planned, ModelEntity model) {
    return featureSets.findBySlideIdAndModelIdAndTilingIdAndProvenance(
        planned.slide().id(), model.id(), planned.tiling().row().id(), backbones.provenance(model));
  }
}
