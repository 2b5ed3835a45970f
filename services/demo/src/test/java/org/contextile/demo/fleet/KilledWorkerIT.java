// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.contextile.api.model.JobState;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.CohortsApi;
import org.contextile.client.FeatureSetsApi;
import org.contextile.client.JobsApi;
import org.contextile.client.ModelsApi;
import org.contextile.client.PredictionsApi;
import org.contextile.client.SlidesApi;
import org.contextile.library.wsi.synthetic.SyntheticSlide;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Kills the process that works on a job, for each kind of job, and compares what comes of it with
 * what the same job gives undisturbed.
 */
@Tag("long")
final class KilledWorkerIT {

  private static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.3);
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "CONTEXTILE_WORKER_LEASE", "3s",
          "CONTEXTILE_WORKER_POLL", "500ms",
          "CONTEXTILE_WORKER_SWEEP", "500ms");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path home;
  private final ApiClient client = new ApiClient();

  @Test
  void aKilledWorkersJobComesToTheSameResultOnce() throws Exception {
    List<SyntheticSlide> slides =
        SyntheticSlides.writeCohort(home.resolve("cohort"), 8, 1536, 0.5, 3);
    try (Fleet fleet = Fleet.open(home, Store.DIRECTORY, IMPATIENT)) {
      client.updateBaseUri(fleet.startAll().toString());
      JdbcClient database = JdbcClient.create(fleet.dataSource());

      Cohort cohort = ingest(fleet, slides);
      assertThat(count(database, "slide")).isEqualTo(slides.size());

      Model student = assemble("student", 16, 32);
      Model teacher = assemble("teacher", 16, 64);
      extract(fleet, cohort, student);
      assertThat(count(database, "feature_set")).isEqualTo(slides.size());

      fineTune(fleet, cohort, student, teacher);
      assertThat(count(database, "model where origin = 'FINE_TUNED'")).isEqualTo(2);

      Classifier classifier = train(fleet, cohort, student);
      assertThat(count(database, "classifier")).isEqualTo(2);

      classify(fleet, cohort, classifier);
      assertThat(count(database, "prediction")).isEqualTo(2L * slides.size());

      assertThat(count(database, "job_attempt where outcome = 'EXPIRED'")).isEqualTo(5);
      assertThat(count(database, "job where state <> 'SUCCEEDED'")).isZero();
      assertThat(count(database, "job_lease")).isZero();
    }
  }

  private Cohort ingest(Fleet fleet, List<SyntheticSlide> slides) throws Exception {
    List<CohortSlide> rows = new ArrayList<>();
    for (SyntheticSlide slide : slides) {
      Job job =
          new SlidesApi(client)
              .createSlideWithFormData(slide.file().toFile(), null, null, null, null);
      if (rows.isEmpty()) {
        killWhileRunning(fleet, Service.INGEST, job.getId(), false);
      }
      rows.add(
          new CohortSlide()
              .slideId(Objects.requireNonNull(result(job.getId()).getSlideId()))
              .patient(slide.patient())
              .label(slide.shows().label()));
    }
    return new CohortsApi(client)
        .createCohortWithJson(new CohortRequest().name("cohort").slides(rows), null, null);
  }

  private void extract(Fleet fleet, Cohort cohort, Model model) throws Exception {
    UUID job =
        new JobsApi(client)
            .submitFeatureExtraction(
                new FeatureExtractionRequest()
                    .modelIds(List.of(model.getId()))
                    .cohortId(cohort.getId())
                    .tiling(TILING),
                null)
            .getId();
    killWhileASlideIsRead(fleet, job);
    List<UUID> sets = result(job).getFeatureSetIds();
    assertThat(sets).hasSize(cohort.getSlideCount()).doesNotHaveDuplicates();
    for (UUID set : sets) {
      assertThat(new FeatureSetsApi(client).getFeatureSet(set).getTileCount()).isPositive();
    }
  }

  private void fineTune(Fleet fleet, Cohort cohort, Model student, Model teacher) throws Exception {
    UUID undisturbed = submitFineTuning(cohort, student, teacher);
    Model expected =
        new ModelsApi(client).getModel(Objects.requireNonNull(result(undisturbed).getModelId()));
    UUID killed = submitFineTuning(cohort, student, teacher);
    killWhileRunning(fleet, Service.FINETUNE, killed, true);
    Model model =
        new ModelsApi(client).getModel(Objects.requireNonNull(result(killed).getModelId()));
    assertThat(model.getDigest()).isEqualTo(expected.getDigest());
    assertThat(model.getDigest()).isNotEqualTo(student.getDigest());
  }

  private UUID submitFineTuning(Cohort cohort, Model student, Model teacher) throws ApiException {
    return new JobsApi(client)
        .submitFineTuning(
            new FineTuningRequest()
                .name("tuned")
                .studentId(student.getId())
                .teacherId(teacher.getId())
                .cohortId(cohort.getId())
                .tiling(TILING)
                .recipe(new FineTuningRecipe().seed(5L).epochs(2)),
            null)
        .getId();
  }

  private Classifier train(Fleet fleet, Cohort cohort, Model model) throws Exception {
    Classifier expected = classifier(submitTraining(cohort, model));
    UUID killed = submitTraining(cohort, model);
    killWhileRunning(fleet, Service.MIL, killed, true);
    Classifier classifier = classifier(killed);
    assertThat(classifier.getDigest()).isEqualTo(expected.getDigest());
    return classifier;
  }

  private UUID submitTraining(Cohort cohort, Model model) throws ApiException {
    return new JobsApi(client)
        .submitMilTraining(
            new MilTrainingRequest()
                .name("classifier")
                .cohortId(cohort.getId())
                .modelId(model.getId())
                .tiling(TILING)
                .protocol(new MilProtocol().folds(4).seed(1L).maxEpochs(60).patience(60)),
            null)
        .getId();
  }

  private Classifier classifier(UUID job) throws Exception {
    return new ClassifiersApi(client)
        .getClassifier(Objects.requireNonNull(result(job).getClassifierId()));
  }

  private void classify(Fleet fleet, Cohort cohort, Classifier classifier) throws Exception {
    // What has a heatmap would be reused.
    List<List<Double>> expected = probabilities(submitClassification(cohort, classifier, false));
    UUID killed = submitClassification(cohort, classifier, true);
    killWhileRunning(fleet, Service.MIL, killed, false);
    assertThat(probabilities(killed)).isEqualTo(expected);
  }

  private UUID submitClassification(Cohort cohort, Classifier classifier, boolean heatmap)
      throws ApiException {
    return new JobsApi(client)
        .submitClassification(
            new ClassificationRequest()
                .classifierId(classifier.getId())
                .cohortId(cohort.getId())
                .heatmap(heatmap),
            null)
        .getId();
  }

  private List<List<Double>> probabilities(UUID job) throws Exception {
    List<List<Double>> all = new ArrayList<>();
    for (UUID id : result(job).getPredictionIds()) {
      Prediction prediction = new PredictionsApi(client).getPrediction(id);
      all.add(prediction.getProbabilities().stream().map(it -> it.getProbability()).toList());
    }
    return all;
  }

  private Model assemble(String name, int width, int featureDim) throws ApiException {
    return new ModelsApi(client)
        .createModelWithJson(
            new ModelAssembly()
                .name(name)
                .architecture("resnet-small")
                .width(width)
                .featureDim(featureDim)
                .inputSizePx(64)
                .seed(2L),
            null);
  }

  /**
   * Waits until a worker has the job, and, where asked, has done a part of it; then kills it.
   *
   * @throws AssertionError if the job was over before
   */
  private void killWhileRunning(Fleet fleet, Service service, UUID id, boolean begun)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Job job = new JobsApi(client).getJob(id, null, null);
      assertThat(job.getState())
          .as("the job must still run when its worker is killed")
          .isIn(JobState.QUEUED, JobState.RUNNING);
      if (job.getState() == JobState.RUNNING
          && (!begun || hasProgress(job))
          && fleet.crashAndRestart(service, () -> isHeld(fleet, id))) {
        return;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("Job " + id + " did not begin");
  }

  /** Waits until some slides of an extraction are done and another is being read. */
  private void killWhileASlideIsRead(Fleet fleet, UUID whole) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Job job = new JobsApi(client).getJob(whole, null, null);
      assertThat(job.getState())
          .as("some slide must still be read when its worker is killed")
          .isIn(JobState.QUEUED, JobState.RUNNING, JobState.BLOCKED);
      if (job.getState() == JobState.BLOCKED
          && hasProgress(job)
          && fleet.crashAndRestart(Service.FEATURES, () -> isHeld(fleet, whole))) {
        return;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("Job " + whole + " did not begin");
  }

  /** Whether a worker holds the job, or one of its children. */
  private static boolean isHeld(Fleet fleet, UUID job) {
    return JdbcClient.create(fleet.dataSource())
        .sql(
            """
            select exists (
                select 1 from job_lease join job on job.id = job_lease.job_id
                where job.id = :job or job.parent_id = :job)
            """)
        .param("job", job)
        .query(Boolean.class)
        .single();
  }

  private static boolean hasProgress(Job job) {
    return job.getProgress() != null
        && job.getProgress().getCompleted() != null
        && job.getProgress().getCompleted() > 0
        && !"tiling".equals(job.getProgress().getPhase());
  }

  private JobResult result(UUID id) throws ApiException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Job job = new JobsApi(client).getJob(id, null, null);
      if (job.getFinishedAt() != null) {
        assertThat(job.getState()).as("%s", job.getError()).isEqualTo(JobState.SUCCEEDED);
        return Objects.requireNonNull(job.getResult());
      }
      Thread.sleep(100);
    }
    throw new AssertionError("Job " + id + " did not end");
  }

  private static long count(JdbcClient database, String what) {
    return database.sql("select count(*) from " + what).query(Long.class).single();
  }
}
