// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.contextile.api.model.ClassificationRequest;
import org.contextile.api.model.Cohort;
import org.contextile.api.model.CohortRequest;
import org.contextile.api.model.CohortSlide;
import org.contextile.api.model.FeatureExtractionRequest;
import org.contextile.api.model.FineTuningRecipe;
import org.contextile.api.model.FineTuningRequest;
import org.contextile.api.model.GraphJob;
import org.contextile.api.model.Job;
import org.contextile.api.model.JobGraph;
import org.contextile.api.model.JobState;
import org.contextile.api.model.MilProtocol;
import org.contextile.api.model.MilTrainingRequest;
import org.contextile.api.model.Model;
import org.contextile.api.model.ModelAssembly;
import org.contextile.api.model.TilingSpec;
import org.contextile.client.ApiClient;
import org.contextile.client.ApiException;
import org.contextile.client.CohortsApi;
import org.contextile.client.JobsApi;
import org.contextile.client.ModelsApi;
import org.contextile.client.SlidesApi;
import org.contextile.library.wsi.synthetic.SyntheticSlide;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Fine-tuning, extraction, training and classification by one request, on the services that do
 * them, of which one is killed at a random moment of its work.
 */
@Tag("long")
final class KilledGraphIT {
  private static final int SLIDES = 8;
  private static final TilingSpec TILING = new TilingSpec().tileSizePx(64).mpp(0.5).minTissue(0.3);
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "CONTEXTILE_WORKER_LEASE", "3s",
          "CONTEXTILE_WORKER_POLL", "500ms",
          "CONTEXTILE_WORKER_SWEEP", "500ms");
  private static final List<Service> WORKERS =
      List.of(Service.FINETUNE, Service.FEATURES, Service.MIL);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir private Path home;
  private final ApiClient client = new ApiClient();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void fourStepsAreDoneOnceThoughAWorkerIsKilled() throws Exception {
    List<SyntheticSlide> slides =
        SyntheticSlides.writeCohort(home.resolve("cohort"), SLIDES, 1536, 0.5, 3);
    try (Fleet fleet = Fleet.open(home, Store.DIRECTORY, IMPATIENT)) {
      client.updateBaseUri(fleet.startAll().toString());
      Cohort cohort = ingest(slides);
      List<Job> jobs =
          new JobsApi(client)
              .submitJobs(graph(cohort, assemble("student", 32), assemble("teacher", 64)), "once")
              .getJobs();
      Service killed = WORKERS.get(random.nextInt(WORKERS.size()));
      kill(fleet, killed);

      for (Job job : jobs) {
        Job ended = ended(job.getId());
        assertThat(ended.getState())
            .as("%s, seed %d, %s killed: %s", ended.getKind(), seed, killed, ended.getError())
            .isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.getOutputs()).isEqualTo(job.getOutputs());
      }
      JdbcClient database = JdbcClient.create(fleet.dataSource());
      UUID tuned = jobs.get(0).getOutputs().getFirst().getId();
      UUID classifier = jobs.get(2).getOutputs().getFirst().getId();
      assertThat(count(database, "model where origin = 'FINE_TUNED' and id = '" + tuned + "'"))
          .isEqualTo(1);
      assertThat(count(database, "model where origin = 'FINE_TUNED'")).isEqualTo(1);
      assertThat(count(database, "feature_set where model_id = '" + tuned + "'")).isEqualTo(SLIDES);
      assertThat(count(database, "feature_set where model_id = '" + tuned + "' and job_id is null"))
          .isZero();
      assertThat(count(database, "classifier")).isEqualTo(1);
      assertThat(count(database, "classifier where id = '" + classifier + "'")).isEqualTo(1);
      assertThat(count(database, "prediction")).isEqualTo(SLIDES);
      assertThat(count(database, "job where parent_id = '" + jobs.get(1).getId() + "'"))
          .isEqualTo(SLIDES);
      assertThat(count(database, "job_attempt where outcome = 'EXPIRED'")).isPositive();
      assertThat(count(database, "job where state <> 'SUCCEEDED'")).isZero();
      assertThat(count(database, "job_lease")).isZero();
    }
  }

  private static JobGraph graph(Cohort cohort, Model student, Model teacher) {
    UUID tuning = new UUID(0, 1);
    UUID extraction = new UUID(0, 2);
    UUID training = new UUID(0, 3);
    return new JobGraph(
        List.of(
            new GraphJob()
                .placeholder(tuning)
                .fineTuning(
                    new FineTuningRequest("tuned", student.getId(), teacher.getId())
                        .cohortId(cohort.getId())
                        .tiling(TILING)
                        .recipe(new FineTuningRecipe().seed(5L).epochs(2))),
            new GraphJob()
                .placeholder(extraction)
                .featureExtraction(
                    new FeatureExtractionRequest(List.of(tuning))
                        .cohortId(cohort.getId())
                        .tiling(TILING)),
            new GraphJob()
                .placeholder(training)
                .milTraining(
                    new MilTrainingRequest("classifier", cohort.getId(), tuning)
                        .tiling(TILING)
                        .protocol(new MilProtocol().folds(4).seed(1L).maxEpochs(60).patience(60))
                        .dependsOn(List.of(extraction))),
            new GraphJob()
                .classification(new ClassificationRequest(training).cohortId(cohort.getId()))));
  }

  private Cohort ingest(List<SyntheticSlide> slides) throws Exception {
    List<CohortSlide> rows = new ArrayList<>();
    for (SyntheticSlide slide : slides) {
      Job job =
          new SlidesApi(client)
              .createSlideWithFormData(slide.file().toFile(), null, null, null, null);
      rows.add(
          new CohortSlide()
              .slideId(job.getOutputs().getFirst().getId())
              .patient(slide.patient())
              .label(slide.shows().label()));
      assertThat(ended(job.getId()).getState()).isEqualTo(JobState.SUCCEEDED);
    }
    return new CohortsApi(client)
        .createCohortWithJson(new CohortRequest().name("cohort").slides(rows), null, null);
  }

  private Model assemble(String name, int featureDim) throws ApiException {
    return new ModelsApi(client)
        .createModelWithJson(
            new ModelAssembly()
                .name(name)
                .architecture("resnet-small")
                .width(16)
                .featureDim(featureDim)
                .inputSizePx(64)
                .seed(2L),
            null);
  }

  /** In a moment in which it holds a job of the graph, or a child of one. */
  private void kill(Fleet fleet, Service service) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      if (works(fleet, service)) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        if (fleet.crashAndRestart(service, () -> works(fleet, service))) {
          return;
        }
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    throw new AssertionError(service + " held no job; seed " + seed);
  }

  private static boolean works(Fleet fleet, Service service) {
    List<String> kinds =
        switch (service) {
          case FINETUNE -> List.of("fine-tuning");
          case FEATURES -> List.of("feature-extraction");
          case MIL -> List.of("mil-training", "classification");
          case GATEWAY, INGEST -> throw new IllegalArgumentException(service.name());
        };
    return JdbcClient.create(fleet.dataSource())
        .sql("select exists (select 1 from job_lease where kind in (:kinds))")
        .param("kinds", kinds)
        .query(Boolean.class)
        .single();
  }

  private Job ended(UUID id) throws ApiException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Job job = new JobsApi(client).getJob(id, null, null);
      if (job.getFinishedAt() != null) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("Job " + id + " did not end; seed " + seed);
  }

  private static long count(JdbcClient database, String what) {
    return Objects.requireNonNull(
        database.sql("select count(*) from " + what).query(Long.class).single());
  }
}
