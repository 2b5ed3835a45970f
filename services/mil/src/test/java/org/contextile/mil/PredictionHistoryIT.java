// SPDX-License-Identifier: Apache-2.0
package org.contextile.mil;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Prediction;
import org.contextile.client.ApiException;
import org.contextile.client.PredictionsApi;
import org.contextile.db.feature.FeatureSetEntity;
import org.contextile.db.job.JobKind;
import org.contextile.db.model.ModelEntity;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a prediction when its slide is classified again. */
final class PredictionHistoryIT {

  @RegisterExtension static final RunningService running = MilFixture.SHARED;

  private final MilFixture fixture = new MilFixture(running);
  private final PredictionsApi predictions = new PredictionsApi(running.client());

  @Test
  void anEarlierPredictionStaysAsItWas() throws Exception {
    ModelEntity model = fixture.model();
    UUID classifier = train(model);
    SlideEntity slide = slide(model);
    UUID first = classify(classifier, slide, false).getPredictionIds().getFirst();
    Prediction asItWas = predictions.getPrediction(first);

    JobResult again = classify(classifier, slide, true);

    UUID second = again.getPredictionIds().getFirst();
    assertThat(again.getReused()).isEmpty();
    assertThat(predictions.getPrediction(first)).isEqualTo(asItWas);
    assertThat(predictions.getPrediction(second).getHeatmap()).isTrue();
    assertThat(list(slide, false)).containsExactly(second, first);
    assertThat(list(slide, true)).containsExactly(second);
  }

  @Test
  void whatAClassifierSaidOfTheSameFeaturesIsReused() throws Exception {
    ModelEntity model = fixture.model();
    UUID classifier = train(model);
    SlideEntity slide = slide(model);

    JobResult first = classify(classifier, slide, true);
    JobResult repeated = classify(classifier, slide, true);
    JobResult without = classify(classifier, slide, false);
    JobResult other = classify(train(model), slide, true);

    assertThat(first.getReused()).isEmpty();
    assertThat(repeated.getPredictionIds()).isEqualTo(first.getPredictionIds());
    assertThat(repeated.getReused()).isEqualTo(first.getPredictionIds());
    assertThat(without.getReused()).isEqualTo(first.getPredictionIds());
    assertThat(other.getReused()).isEmpty();
    assertThat(list(slide, true)).hasSize(2);
  }

  private SlideEntity slide(ModelEntity model) {
    SlideEntity slide = fixture.slide("new.tiff", 30);
    FeatureSetEntity _ = fixture.features(slide, model, 2, 30, 1);
    return slide;
  }

  private List<UUID> list(SlideEntity slide, boolean latest) throws ApiException {
    return predictions.listPredictions(slide.id(), null, null, latest, 10, null).getItems().stream()
        .map(Prediction::getId)
        .toList();
  }

  private JobResult classify(UUID classifier, SlideEntity slide, boolean heatmap) {
    return running.result(
        running.submit(
            JobKind.CLASSIFICATION,
            MilRequests.classification(classifier, slide).heatmap(heatmap)));
  }

  private UUID train(ModelEntity model) {
    UUID cohort = fixture.cohort(model, 36, MilRequests.LABELS);
    UUID job = running.submit(JobKind.MIL_TRAINING, MilRequests.training(cohort, model));
    return requireNonNull(running.result(job).getClassifierId());
  }
}
