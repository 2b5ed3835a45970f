// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.contextile.artifacts.ArtifactConfiguration;
import org.contextile.db.DatabaseConfiguration;
import org.contextile.db.job.JobKind;
import org.contextile.jobs.worker.ChildJobs;
import org.contextile.jobs.worker.ChildRequest;
import org.contextile.jobs.worker.JobConfiguration;
import org.contextile.jobs.worker.JobContext;
import org.contextile.jobs.worker.JobEnding;
import org.contextile.jobs.worker.JobHandler;
import org.contextile.jobs.worker.JobResult;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A worker for every kind, whose jobs take a moment and leave a row of {@code effect}. The study,
 * of the kind of a model's import, ends with a child of each other kind; the extraction has
 * children itself.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({DatabaseConfiguration.class, ArtifactConfiguration.class, JobConfiguration.class})
public class StudyWorker {
  static final int SLIDES = 4;

  private static final int STEPS = 6;
  private static final int STEP_MILLIS = 50;

  /** What a job is to do. */
  record Task(boolean divided) {}

  public static void main(String[] args) {
    System.setProperty("spring.config.name", "contextile-study-worker");
    SpringApplication.run(StudyWorker.class, args);
  }

  @Bean
  JobHandler study(DataSource database) {
    return new Handler(JobKind.MODEL_IMPORT, JdbcClient.create(database));
  }

  @Bean
  JobHandler fineTuning(DataSource database) {
    return new Handler(JobKind.FINE_TUNING, JdbcClient.create(database));
  }

  @Bean
  JobHandler extraction(DataSource database) {
    return new Handler(JobKind.FEATURE_EXTRACTION, JdbcClient.create(database));
  }

  @Bean
  JobHandler training(DataSource database) {
    return new Handler(JobKind.MIL_TRAINING, JdbcClient.create(database));
  }

  @Bean
  JobHandler classification(DataSource database) {
    return new Handler(JobKind.CLASSIFICATION, JdbcClient.create(database));
  }

  private record Handler(JobKind kind, JdbcClient jdbc) implements JobHandler {

    @Override
    public JobEnding run(JobContext job) throws InterruptedException {
      for (int step = 0; step < STEPS; step++) {
        job.checkStop();
        Thread.sleep(STEP_MILLIS);
      }
      if (job.request(Task.class).divided() && job.children().isEmpty()) {
        return new ChildJobs(kind == JobKind.MODEL_IMPORT ? steps() : slides());
      }
      return new JobResult(Map.of("children", job.children().size()), () -> leave(job));
    }

    private static List<ChildRequest> steps() {
      return List.of(
          ChildRequest.of(JobKind.FINE_TUNING, new Task(false)).withOutputId(UUID.randomUUID()),
          ChildRequest.of(JobKind.FEATURE_EXTRACTION, new Task(true)).withDependsOn(Set.of(0)),
          ChildRequest.of(JobKind.MIL_TRAINING, new Task(false)).withDependsOn(Set.of(0, 1)),
          ChildRequest.of(JobKind.CLASSIFICATION, new Task(false)).withDependsOn(Set.of(2)));
    }

    private static List<ChildRequest> slides() {
      return Stream.generate(() -> ChildRequest.of(JobKind.FEATURE_EXTRACTION, new Task(false)))
          .limit(SLIDES)
          .toList();
    }

    private void leave(JobContext job) {
      jdbc.sql("INSERT INTO effect VALUES (:job, :output)")
          .param("job", job.id())
          .param("output", kind.output().map(job::outputId).orElse(null))
          .update();
    }
  }
}
