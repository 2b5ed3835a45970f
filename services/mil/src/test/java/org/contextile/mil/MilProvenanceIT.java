// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Precision;
import org.contextile.client.ClassifiersApi;
import org.contextile.client.PredictionsApi;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.platform.testing.RunningService;
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
        List.of(
            fixture.slide("exact.tiff", 30),
            fixture.slide("halved.tiff", 30),
            fixture.slide("exact too.tiff", 30));
    fixture.features(slides.get(0), model, 0, 30, 1);
    fixture.features(slides.get(1), model, 1, 30, 2, MilFixture.BF16);
    fixture.features(slides.get(2), model, 0, 30, 3);
    UUID cohort = fixture.cohort(slides, List.of("normal", "squamous", "normal"));

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
