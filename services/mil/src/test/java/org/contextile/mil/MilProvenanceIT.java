// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Precision;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.PredictionsApi;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Features of different precisions or readers are not mixed. */
final class MilProvenanceIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);

  @Test
  void aCohortWithHalfItsFeaturesInAnotherPrecisionIsNotTrainedOn() {
    ModelEntity model = fixture.model();
    List<SlideEntity> slides =
        IntStream.range(0, 18)
            .mapToObj(i -> fixture.slide(i == 7 ? "halved.tiff" : "exact-" + i + ".tiff", 30))
            .toList();
    for (int i = 0; i < slides.size(); i++) {
      fixture.features(
          slides.get(i), model, i % 2, 30, i, i == 7 ? MilFixture.BF16 : MilFixture.FP32);
    }
    UUID cohort =
        fixture.cohort(
            slides,
            IntStream.range(0, 18).mapToObj(i -> i % 2 == 0 ? "normal" : "squamous").toList());

    String error =
        running.problem(running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model)));

    assertThat(error)
        .contains("/problems/missing-features")
        .contains("FP32 by openslide 4.0.1")
        .contains("halved.tiff")
        .doesNotContain("exact");
  }

  @Test
  void theNewestProvenanceIsTrainedOnAndPreferredByTheClassifier() throws Exception {
    ModelEntity model = fixture.model();
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS, MilFixture.FP32, MilFixture.BF16);
    UUID classifier =
        requireNonNull(
            running
                .result(running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model)))
                .getClassifierId());

    assertThat(
            new ClassifiersApi(running.client())
                .getClassifier(classifier)
                .getProvenance()
                .getPrecision())
        .isEqualTo(Precision.BF16);

    SlideEntity both = fixture.slide("both.tiff", 30);
    FeatureSetEntity halved = fixture.features(both, model, 0, 30, 77, MilFixture.BF16);
    fixture.features(both, model, 0, 30, 77, MilFixture.FP32);
    JobResult classified = classify(classifier, both);
    assertThat(classified.getWarnings()).isEmpty();
    assertThat(
            new PredictionsApi(running.client())
                .getPrediction(classified.getPredictionIds().getFirst())
                .getFeatureSetId())
        .isEqualTo(halved.id());

    SlideEntity other = fixture.slide("other.tiff", 30);
    fixture.features(other, model, 0, 30, 78, MilFixture.FP32);
    assertThat(classify(classifier, other).getWarnings())
        .singleElement()
        .asString()
        .contains("BF16 by openslide 4.0.1")
        .contains("FP32 by openslide 4.0.1");
  }

  private static JobResult classify(UUID classifier, SlideEntity slide) {
    return running.result(
        running.submit(JobKind.CLASSIFICATION, MilRequests.classification(classifier, slide)));
  }
}
