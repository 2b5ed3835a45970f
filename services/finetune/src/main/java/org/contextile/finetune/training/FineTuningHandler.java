// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import static java.util.Objects.requireNonNullElseGet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.cohort.SlideSelection;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SkippedSlides;
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.db.slide.TilingSpecs;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.backbones.Precision;
import org.contextile.library.mcm.McmRecipe;
import org.contextile.library.mcm.McmTrainer;
import org.contextile.library.mcm.NonFiniteStepException;
import org.contextile.library.mcm.Teacher;
import org.contextile.library.mcm.TileSource;
import org.contextile.library.mcm.TooLittleTissueException;
import org.contextile.library.mcm.TrainingSummary;
import org.contextile.library.torch.OutOfMemory;
import org.contextile.tiles.SlideTiling;
import org.contextile.tiles.TiledSlides;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Fine-tunes a student on slides and publishes what becomes of it as a new model. */
@Component
final class FineTuningHandler implements JobHandler {

  private final FineTuningModels models;
  private final LoadedTeachers teachers;
  private final SlideSelection selection;
  private final TiledSlides tiledSlides;
  private final FineTuningProperties properties;
  private final ModelPublication publication;
  private final JsonMapper json;

  FineTuningHandler(
      FineTuningModels models,
      LoadedTeachers teachers,
      SlideSelection selection,
      TiledSlides tiledSlides,
      FineTuningProperties properties,
      ModelPublication publication,
      JsonMapper json) {
    this.models = models;
    this.teachers = teachers;
    this.selection = selection;
    this.tiledSlides = tiledSlides;
    this.properties = properties;
    this.publication = publication;
    this.json = json;
  }

  @Override
  public JobKind kind() {
    return JobKind.FINE_TUNING;
  }

  @Override
  public JobResult run(JobContext job) throws Exception {
    return OutOfMemory.typed(() -> tune(job), ProblemException::outOfMemory);
  }

  private JobResult tune(JobContext job) throws Exception {
    FineTuningRequest request = job.request(FineTuningRequest.class);
    FineTuningRecipe requested = requireNonNullElseGet(request.getRecipe(), FineTuningRecipe::new);
    McmRecipe recipe = RecipeMapping.of(requested, properties.openSlides());
    ModelEntity student = models.find(job.workspace(), request.getStudentId());
    ModelEntity teacher = models.find(job.workspace(), request.getTeacherId());
    TilingSpec spec = TilingSpecs.of(request.getTiling());
    List<SlideEntity> chosen =
        selection.select(job.workspace(), request.getSlideIds(), request.getCohortId());
    List<Map<String, Object>> skipped = new ArrayList<>();
    List<TrainingSlide> slides = tile(job, chosen, spec, skipped);
    TileSource tiles = new WholeSlideTiles(tiledSlides, slides, spec.tileSizePx());

    Precision precision = RecipeMapping.precision(requested);
    try (Backbone tuned = models.student(student, spec.tileSizePx(), precision);
        LoadedTeacher loaded = teachers.load(teacher, requested, slides, spec, job.scratch());
        McmTrainer trainer = trainer(tuned, loaded.teacher(), tiles, recipe)) {
      TrainingRun run = new TrainingRun(job, trainer, properties, json);
      TrainingSummary summary = finish(run, request);
      job.phase("publishing", 1, "models");
      return publication.outcome(
          job,
          new TunedModel(
              request, student, tuned, precision, summary, run.curve(), slides, skipped));
    }
  }

  private List<TrainingSlide> tile(
      JobContext job,
      List<SlideEntity> chosen,
      TilingSpec spec,
      List<Map<String, Object>> skipped) {
    job.phase("tiling", chosen.size(), "slides");
    List<TrainingSlide> slides = new ArrayList<>();
    for (SlideEntity slide : chosen) {
      job.checkStop();
      SlideTiling tiling = tiledSlides.tiling(job, slide, spec);
      if (tiling.grid().tiles().isEmpty()) {
        skipped.add(SkippedSlides.withoutTiles(slide));
      } else {
        slides.add(new TrainingSlide(slide, tiling));
      }
      job.progress(slides.size() + skipped.size());
    }
    return slides;
  }

  private static McmTrainer trainer(
      Backbone student, Teacher teacher, TileSource tiles, McmRecipe recipe) throws IOException {
    try {
      return new McmTrainer(student, teacher, tiles, recipe);
    } catch (TooLittleTissueException e) {
      throw new ProblemException(
          ProblemType.NOTHING_TO_TRAIN_ON, "The training cannot begin: " + e.getMessage());
    }
  }

  private static TrainingSummary finish(TrainingRun run, FineTuningRequest request)
      throws Exception {
    try {
      return run.finish();
    } catch (NonFiniteStepException e) {
      throw new ProblemException(ProblemType.NOT_FINITE, request.getName() + ": " + e.getMessage());
    }
  }
}
