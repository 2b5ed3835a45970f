// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.contextile.api.model.Prediction;
import org.contextile.api.model.PredictionPage;
import org.contextile.demo.fleet.Fleet;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What {@code make demo-services STORE=s3} does: five processes that share a PostgreSQL and a
 * bucket and no directory finish the main job, though the bucket goes away meanwhile.
 */
final class DemoServicesIT {
  private static final int SLIDES = 24;

  private final List<Prediction> predictions = new ArrayList<>();
  private final CompletableFuture<Void> outages = new CompletableFuture<>();
  private @Nullable JdbcClient rows;

  /** On slides of a quarter of the demo's area. */
  @Test
  void fiveProcessesTakeSlidesInAndClassifyThem(@TempDir Path cohort) throws Exception {
    SyntheticSlides.writeCohort(cohort, SLIDES, 1024, 0.5, 7);
    aBucketThatGoesAwayLosesNothing(
        Duration.ofSeconds(4),
        "--slides",
        cohort.resolve("slides").toString(),
        "--labels",
        cohort.resolve("labels.csv").toString());
  }

  @Test
  @Tag("long")
  void aMinuteWithoutABucketLosesNothing() throws Exception {
    aBucketThatGoesAwayLosesNothing(Duration.ofMinutes(1));
  }

  private void aBucketThatGoesAwayLosesNothing(Duration outage, String... cohort) throws Exception {
    List<String> options = new ArrayList<>(List.of("--services", "--store", "s3"));
    options.addAll(List.of(cohort));
    List<Arm> arms =
        Demo.run(
            DemoOptions.parse(options),
            new Console(System.out),
            fleet -> {
              rows = JdbcClient.create(fleet.dataSource());
              var _ = Thread.ofVirtual().start(() -> takeAway(fleet, outage));
            },
            this::look);

    assertThat(arms)
        .extracting(Arm::name)
        .containsExactly("untouched student", "tuned student (MCM-KD)", "teacher");
    assertThat(arms)
        .allSatisfy(
            arm -> {
              assertThat(arm.classifier().orElseThrow().getMeanAuroc()).isBetween(0.5, 1.0);
              assertThat(arm.tilesPerSecond()).isPositive();
            });
    assertThat(arms.get(1).model().getDigest()).isNotEqualTo(arms.get(0).model().getDigest());
    assertThat(predictions)
        .extracting(Prediction::getSlideId)
        .hasSize(SLIDES)
        .doesNotHaveDuplicates();
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

  /** Once while slides come in, and once while features are extracted. */
  private void takeAway(Fleet fleet, Duration outage) {
    try {
      for (String moment :
          List.of("slide having count(*) >= 3", "feature_set having count(*) >= 3")) {
        await()
            .atMost(Duration.ofMinutes(10))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> !rows().sql("select 1 from " + moment).query().listOfRows().isEmpty());
        fleet.bucket().goAway();
        Thread.sleep(outage);
        fleet.bucket().comeBack();
      }
      outages.complete(null);
    } catch (Throwable e) {
      outages.completeExceptionally(e);
    }
  }

  private JdbcClient rows() {
    return Objects.requireNonNull(rows);
  }

  private void look(URI address) {
    outages.join();
    assertThat(
            rows()
                .sql("select error::text from job_attempt where outcome in ('FAILED', 'EXPIRED')")
                .query(String.class)
                .list())
        .isEmpty();
    try {
      PredictionPage page =
          new PlatformClient(address)
              .predictions.listPredictions(null, null, null, false, 100, null);
      predictions.addAll(Objects.requireNonNull(page.getItems()));
    } catch (Exception e) {
      throw new AssertionError("the gateway does not list predictions", e);
    }
    PageLook.at(address, SLIDES);
  }
}
