// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortRequest;
import org.contextile.api.model.CohortSlide;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.Model;
import org.contextile.api.model.Slide;
import org.contextile.api.model.Split;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiException;
import org.jspecify.annotations.Nullable;

/** The main job by the public API: slides in, classified slides out. */
final class DemoRun {

  private static final long SEED = FoldPlan.SEED;

  private final PlatformClient platform;
  private final Console console;
  private final DemoOptions options;
  private final DemoPlan plan;
  private final TilingSpec tiling;

  DemoRun(PlatformClient platform, Console console, DemoOptions options, DemoPlan plan) {
    this.platform = platform;
    this.console = console;
    this.options = options;
    this.plan = plan;
    this.tiling = new TilingSpec().tileSizePx(options.tilePx()).mpp(plan.mpp()).minTissue(0.25);
  }

  List<Arm> run() throws ApiException {
    // What can be wrong with them is found out before many slides go up.
    DemoModels models = new DemoModels(platform.models, console, options);
    Model teacher = models.teacher();
    Model student = models.student(teacher);
    Cohort cohort = cohort();
    Split split = platform.splits.createSplit(cohort.getId(), plan.split(), null);
    Model tuned = fineTune(cohort, student, teacher);
    List<Arm> arms = new ArrayList<>();
    arms.add(arm("untouched student", split, student));
    arms.add(arm("tuned student (MCM-KD)", split, tuned));
    arms.add(arm("teacher", split, teacher));
    classify(cohort, arms.get(1));
    return arms;
  }

  private Cohort cohort() throws ApiException {
    console.step("Uploading " + plan.slides().size() + " slides");
    Map<UUID, OpenedSlide> jobs = new LinkedHashMap<>();
    for (OpenedSlide slide : plan.slides()) {
      Double override = slide.override().isPresent() ? slide.override().getAsDouble() : null;
      Job job =
          platform.slides.createSlideWithFormData(
              slide.slide().file().toFile(), null, null, override, null);
      jobs.put(job.getId(), slide);
    }
    List<CohortSlide> rows = new ArrayList<>();
    for (Map.Entry<UUID, OpenedSlide> entry : jobs.entrySet()) {
      OpenedSlide opened = entry.getValue();
      DemoSlide slide = opened.slide();
      Job job = platform.await(entry.getKey(), "ingest of " + opened.name(), console);
      UUID id = present(result(job).getSlideId());
      if (opened.mpp().isEmpty()) {
        look(id);
      }
      rows.add(
          new CohortSlide()
              .slideId(id)
              .patient(slide.patient())
              .label(slide.label())
              .fold(slide.fold()));
    }
    console.step("All slides are in");
    Cohort cohort =
        platform.cohorts.createCohortWithJson(
            new CohortRequest().name("demo").slides(rows), null, null);
    cohort.getWarnings().forEach(it -> console.step("Note: " + it));
    return cohort;
  }

  /** What a zip holds is known only now. */
  private void look(UUID id) throws ApiException {
    Slide slide = platform.slides.getSlide(id);
    tiling.setMpp(
        TileMpp.of(options.mpp(), tiling.getMpp(), slide.getName(), slide.getMpp(), console::step));
  }

  private Model fineTune(Cohort cohort, Model student, Model teacher) throws ApiException {
    console.step("Fine-tuning the student by masked context modelling, one epoch");
    Job submitted =
        platform.jobs.submitFineTuning(
            new FineTuningRequest()
                .name("tuned student")
                .studentId(student.getId())
                .teacherId(teacher.getId())
                .cohortId(cohort.getId())
                .tiling(tiling)
                .recipe(new FineTuningRecipe().seed(SEED)),
            null);
    Job job = platform.await(submitted.getId(), "fine-tuning", console);
    return platform.models.getModel(present(result(job).getModelId()));
  }

  private Arm arm(String name, Split split, Model model) throws ApiException {
    console.step("Extracting features: " + name);
    Job extraction =
        platform.jobs.submitFeatureExtraction(
            new FeatureExtractionRequest()
                .modelIds(List.of(model.getId()))
                .cohortId(split.getCohortId())
                .tiling(tiling),
            null);
    Job training =
        platform.jobs.submitMilTraining(
            new MilTrainingRequest()
                .name(name)
                .cohortId(split.getCohortId())
                .splitId(split.getId())
                .modelId(model.getId())
                .tiling(tiling)
                .protocol(new MilProtocol().seed(SEED))
                .addDependsOnItem(extraction.getId()),
            null);
    JobResult extracted =
        result(platform.await(extraction.getId(), "extraction (" + name + ")", console));
    console.step("Training a slide classifier: " + name);
    JobResult trained =
        result(platform.await(training.getId(), "MIL training (" + name + ")", console));
    Double rate = extracted.getTilesPerSecond();
    return new Arm(
        name,
        model,
        rate == null ? Double.NaN : rate,
        platform.classifiers.getClassifier(present(trained.getClassifierId())));
  }

  private void classify(Cohort cohort, Arm arm) throws ApiException {
    console.step("Classifying all slides, with heatmaps: " + arm.name());
    Job submitted =
        platform.jobs.submitClassification(
            new ClassificationRequest().classifierId(arm.classifierId()).cohortId(cohort.getId()),
            null);
    Job job = platform.await(submitted.getId(), "classification", console);
    console.step(result(job).getPredictionIds().size() + " slides classified");
  }

  private static JobResult result(Job job) {
    JobResult result = job.getResult();
    if (result == null) {
      throw new DemoFailure("The job " + job.getId() + " has no result");
    }
    return result;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new DemoFailure("A job's result lacks what its kind promises");
    }
    return value;
  }
}
