// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.Classifier;
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
    Map<UUID, DemoSlide> slides = upload();
    Optional<Cohort> cohort =
        plan.split().isPresent() ? Optional.of(cohort(slides)) : Optional.empty();
    Optional<Split> split = Optional.empty();
    if (cohort.isPresent()) {
      split =
          Optional.of(
              platform.splits.createSplit(cohort.get().getId(), plan.split().orElseThrow(), null));
    }
    Set<UUID> ids = slides.keySet();
    Model tuned = fineTune(ids, student, teacher);
    List<Arm> arms = new ArrayList<>();
    arms.add(arm("untouched student", ids, split, student));
    arms.add(arm("tuned student (MCM-KD)", ids, split, tuned));
    arms.add(arm("teacher", ids, split, teacher));
    if (cohort.isPresent()) {
      classify(cohort.get(), arms.get(1));
    }
    return arms;
  }

  /** By the slides' ids. */
  private Map<UUID, DemoSlide> upload() throws ApiException {
    console.step("Uploading " + plan.slides().size() + " slides");
    Map<UUID, OpenedSlide> jobs = new LinkedHashMap<>();
    for (OpenedSlide slide : plan.slides()) {
      Double override = slide.override().isPresent() ? slide.override().getAsDouble() : null;
      Job job =
          platform.slides.createSlideWithFormData(
              slide.slide().file().toFile(), null, null, override, null);
      jobs.put(job.getId(), slide);
    }
    Map<UUID, DemoSlide> slides = new LinkedHashMap<>();
    for (Map.Entry<UUID, OpenedSlide> entry : jobs.entrySet()) {
      OpenedSlide opened = entry.getValue();
      Job job = platform.await(entry.getKey(), "ingest of " + opened.name(), console);
      UUID id = present(result(job).getSlideId());
      if (opened.mpp().isEmpty()) {
        look(id);
      }
      slides.put(id, opened.slide());
    }
    console.step("All slides are in");
    return slides;
  }

  private Cohort cohort(Map<UUID, DemoSlide> slides) throws ApiException {
    List<CohortSlide> rows = new ArrayList<>();
    slides.forEach(
        (id, slide) ->
            rows.add(
                new CohortSlide()
                    .slideId(id)
                    .patient(slide.patient())
                    .label(slide.label())
                    .fold(slide.fold())));
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

  private Model fineTune(Set<UUID> slides, Model student, Model teacher) throws ApiException {
    console.step("Fine-tuning the student by masked context modelling, one epoch");
    Job submitted =
        platform.jobs.submitFineTuning(
            new FineTuningRequest()
                .name("tuned student")
                .studentId(student.getId())
                .teacherId(teacher.getId())
                .slideIds(List.copyOf(slides))
                .tiling(tiling)
                .recipe(new FineTuningRecipe().seed(SEED)),
            null);
    Job job = platform.await(submitted.getId(), "fine-tuning", console);
    return platform.models.getModel(present(result(job).getModelId()));
  }

  private Arm arm(String name, Set<UUID> slides, Optional<Split> split, Model model)
      throws ApiException {
    console.step("Extracting features: " + name);
    Job extraction =
        platform.jobs.submitFeatureExtraction(
            new FeatureExtractionRequest()
                .modelIds(List.of(model.getId()))
                .slideIds(List.copyOf(slides))
                .tiling(tiling),
            null);
    Optional<Job> training =
        split.isEmpty()
            ? Optional.empty()
            : Optional.of(train(name, split.get(), model, extraction));
    JobResult extracted =
        result(platform.await(extraction.getId(), "extraction (" + name + ")", console));
    Double rate = extracted.getTilesPerSecond();
    return new Arm(
        name,
        model,
        rate == null ? Double.NaN : rate,
        training.isEmpty() ? Optional.empty() : Optional.of(trained(name, training.get())));
  }

  private Job train(String name, Split split, Model model, Job extraction) throws ApiException {
    return platform.jobs.submitMilTraining(
        new MilTrainingRequest()
            .name(name)
            .cohortId(split.getCohortId())
            .splitId(split.getId())
            .modelId(model.getId())
            .tiling(tiling)
            .protocol(new MilProtocol().seed(SEED))
            .addDependsOnItem(extraction.getId()),
        null);
  }

  private Classifier trained(String name, Job training) throws ApiException {
    console.step("Training a slide classifier: " + name);
    JobResult trained =
        result(platform.await(training.getId(), "MIL training (" + name + ")", console));
    return platform.classifiers.getClassifier(present(trained.getClassifierId()));
  }

  private void classify(Cohort cohort, Arm arm) throws ApiException {
    console.step("Classifying all slides, with heatmaps: " + arm.name());
    Job submitted =
        platform.jobs.submitClassification(
            new ClassificationRequest()
                .classifierId(arm.classifier().orElseThrow().getId())
                .cohortId(cohort.getId()),
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
