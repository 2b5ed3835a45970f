// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.JobResult;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.BrokenInsert;
import org.contextile.jobs.testing.RunningService;
import org.contextile.jobs.testing.TableLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Classifiers and predictions that others get in the way of. */
final class MilPublicationIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);

  @Test
  void whatIsPublishedIsPublishedAgainWhenItsTransactionBroke() throws Exception {
    ModelEntity model = fixture.model();
    SlideEntity slide = slide(model);
    try (BrokenInsert classifier = BrokenInsert.into(running.jdbc(), "classifier");
        BrokenInsert prediction = BrokenInsert.into(running.jdbc(), "prediction")) {
      UUID training = train(model);
      UUID job = classify(training, slide);

      assertThat(running.result(job).getPredictionIds()).hasSize(1);
      assertThat(running.job(training).attempt()).isEqualTo(1);
      assertThat(running.job(job).attempt()).isEqualTo(1);
      assertThat(classifier.tries()).isEqualTo(2);
      assertThat(prediction.tries()).isEqualTo(2);
    }
  }

  @Test
  void twoJobsOverTheSameSlideBothSucceedWithOnePrediction() throws Exception {
    ModelEntity model = fixture.model();
    SlideEntity slide = slide(model);
    UUID training = train(model);
    UUID job;
    UUID rival;
    try (TableLock _ = TableLock.hold(running.database(), "prediction")) {
      job = classify(training, slide);
      rival = classify(training, slide);
      await().atMost(Duration.ofMinutes(1)).until(() -> TableLock.waiting(running.database()) == 2);
    }

    JobResult one = running.result(job);
    JobResult other = running.result(rival);
    assertThat(one.getPredictionIds()).hasSize(1).isEqualTo(other.getPredictionIds());
    assertThat(List.of(one.getReused(), other.getReused()))
        .containsExactlyInAnyOrder(List.of(), one.getPredictionIds());
    assertThat(running.job(job).attempt()).isEqualTo(1);
    assertThat(running.job(rival).attempt()).isEqualTo(1);
  }

  private SlideEntity slide(ModelEntity model) {
    SlideEntity slide = fixture.slide("new.tiff", 30);
    FeatureSetEntity _ = fixture.features(slide, model, 2, 30, 999);
    return slide;
  }

  private UUID train(ModelEntity model) {
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);
    return running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model));
  }

  private UUID classify(UUID training, SlideEntity slide) {
    UUID classifier = requireNonNull(running.result(training).getClassifierId());
    return running.submit(JobKind.CLASSIFICATION, MilRequests.classification(classifier, slide));
  }
}
