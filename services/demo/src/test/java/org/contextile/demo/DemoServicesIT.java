// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.PredictionPage;
import org.junit.jupiter.api.Test;

/** What {@code make demo-services} does: five processes and one PostgreSQL finish the main job. */
final class DemoServicesIT {

  private final List<Prediction> predictions = new ArrayList<>();

  @Test
  void fiveProcessesTakeSlidesInAndClassifyThem() throws Exception {
    List<Arm> arms =
        Demo.run(DemoOptions.parse(List.of("--services")), new Console(System.out), this::look);

    assertThat(arms)
        .extracting(Arm::name)
        .containsExactly("untouched student", "tuned student (MCM-KD)", "teacher");
    assertThat(arms)
        .allSatisfy(
            arm -> {
              assertThat(arm.classifier().getMeanAuroc()).isBetween(0.5, 1.0);
              assertThat(arm.tilesPerSecond()).isPositive();
            });
    assertThat(arms.get(1).model().getDigest()).isNotEqualTo(arms.get(0).model().getDigest());
    assertThat(predictions).extracting(Prediction::getSlideId).hasSize(24).doesNotHaveDuplicates();
    assertThat(predictions)
        .allSatisfy(
            prediction -> {
              assertThat(prediction.getHeatmap()).isNotNull();
              assertThat(
                      prediction.getProbabilities().stream()
                          .mapToDouble(it -> it.getProbability())
                          .sum())
                  .isBetween(0.999, 1.001);
            });
  }

  private void look(URI address) {
    try {
      PredictionPage page =
          new PlatformClient(address)
              .predictions.listPredictions(null, null, null, false, 100, null);
      predictions.addAll(Objects.requireNonNull(page.getItems()));
    } catch (Exception e) {
      throw new AssertionError("the gateway does not list predictions", e);
    }
    PageLook.at(address);
  }
}
