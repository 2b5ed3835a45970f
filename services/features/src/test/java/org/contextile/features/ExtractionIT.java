// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.contextile.api.model.FeatureLayout;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.Model;
import org.contextile.db.slide.SlideEntity;
import org.contextile.jobs.testing.BrokenInsert;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.models.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ExtractionIT {

  @RegisterExtension static final RunningService running = FeaturesService.SHARED.running();

  private final FeaturesService service = FeaturesService.SHARED;

  @Test
  void tilesOfASlideBecomeAFeatureFile() throws Exception {
    Model model = service.assemble("student");
    SlideEntity slide = service.slide(1);

    JobResult result = extract(model, slide);

    FeatureSet set = service.sets().getFeatureSet(result.getFeatureSetIds().getFirst());
    assertThat(set.getTileCount()).isPositive();
    assertThat(set.getUnreadableTileCount()).isZero();
    assertThat(result.getTilesPerSecond()).isPositive();
    File file = service.sets().getFeatureFile(set.getId(), null, null, null);
    try (FeatureReader reader = FeatureReader.open(file.toPath())) {
      assertThat(reader.rows()).isEqualTo(set.getTileCount().longValue());
      assertThat(reader.dimension()).isEqualTo(48);
      assertThat(reader.attributes().patchSizePx()).isEqualTo(64);
      assertThat(reader.attributes().readLevel()).isZero();
      assertThat(reader.attributes().readSizePx()).isEqualTo(64);
      assertThat(reader.attributes().inputSizePx()).isEqualTo(64);
      assertThat(reader.attributes().slideDigest()).isEqualTo(slide.artifactDigest());
      for (float value : reader.features(0, set.getTileCount())) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void aFeatureFileIsHadInTheLayoutsOfOthers() throws Exception {
    Model model = service.assemble("student");
    FeatureSet set =
        service
            .sets()
            .getFeatureSet(extract(model, service.slide(1)).getFeatureSetIds().getFirst());
    File clam = service.sets().getFeatureFile(set.getId(), FeatureLayout.CLAM, null, null);
    File stamp = service.sets().getFeatureFile(set.getId(), FeatureLayout.STAMP, null, null);
    File again = service.sets().getFeatureFile(set.getId(), FeatureLayout.STAMP, null, null);

    try (FeatureReader reader = FeatureReader.open(clam.toPath())) {
      assertThat(reader.rows()).isEqualTo(set.getTileCount().longValue());
      assertThat(reader.attributes().patchLevel()).hasValue(0);
      assertThat(reader.attributes().patchSizePx())
          .isEqualTo(reader.attributes().patchSizeLevel0Px());
    }
    assertThat(again).hasSameBinaryContentAs(stamp);
    assertThat(Files.readString(stamp.toPath(), StandardCharsets.ISO_8859_1))
        .contains("tile_size_um", "feats", "student");
  }

  @Test
  void whatIsExtractedOnceIsUsedAgain() throws Exception {
    Model model = service.assemble("student");
    SlideEntity slide = service.slide(2);

    JobResult first = extract(model, slide);
    JobResult second = extract(model, slide);

    assertThat(second.getFeatureSetIds()).isEqualTo(first.getFeatureSetIds());
  }

  @Test
  void theSamePixelsAndWeightsGiveTheSameBytes() throws Exception {
    SlideEntity one = service.slide(3);
    SlideEntity other = service.slide(3);
    Model model = service.assemble("student");

    FeatureSet first =
        service.sets().getFeatureSet(extract(model, one).getFeatureSetIds().getFirst());
    FeatureSet second =
        service.sets().getFeatureSet(extract(model, other).getFeatureSetIds().getFirst());

    assertThat(second.getDigest()).isEqualTo(first.getDigest());
  }

  /** What a later version would find does not change a slide's tiles. */
  @Test
  void tilesLieOnTheTissueThatTheSlidesRowRecords() throws Exception {
    JobResult result = extract(service.assemble("student"), service.slideRecordedAsTissue());

    FeatureSet set = service.sets().getFeatureSet(result.getFeatureSetIds().getFirst());
    assertThat(set.getTileCount()).isEqualTo(16 * 16);
  }

  @Test
  void anUnknownModelFailsTheJobWithItsProblem() throws Exception {
    SlideEntity slide = service.slide(4);

    String problem = running.problem(service.submit(UUID.randomUUID(), slide));

    assertThat(problem).contains("/problems/unknown-model");
  }

  @Test
  void memoryThatRunsOutWhileTheModelIsLoadedFailsTheJobWithItsProblem() throws Exception {
    assertOutOfMemory(Programs.hungry(service.running().folder(), "x.size(3) > 32"));
  }

  /** The trial's image has black pixels, tissue has none. */
  @Test
  void memoryThatRunsOutAtOneTileFailsTheJobWithItsProblem() throws Exception {
    assertOutOfMemory(
        Programs.hungry(service.running().folder(), "bool(torch.gt(torch.min(x), -2.1))"));
  }

  private void assertOutOfMemory(Path weights) throws Exception {
    Model model =
        service
            .models()
            .createModelWithFormData(weights.toFile(), "big", null, null, 32, null, null, null);
    SlideEntity slide = service.slide(6);

    String problem = running.problem(service.submit(model.getId(), slide));

    assertThat(problem).contains("/problems/out-of-memory");
  }

  @Test
  void whatIsPublishedIsPublishedAgainWhenItsTransactionBroke() throws Exception {
    Model model = service.assemble("student");
    SlideEntity slide = service.slide(7);
    try (BrokenInsert tiling = BrokenInsert.into(running.jdbc(), "tiling");
        BrokenInsert features = BrokenInsert.into(running.jdbc(), "feature_set")) {
      UUID job = service.submit(model.getId(), slide);

      assertThat(running.result(job).getFeatureSetIds()).hasSize(1);
      assertThat(running.job(job).attempt()).isEqualTo(1);
      assertThat(tiling.tries()).isEqualTo(2);
      assertThat(features.tries()).isEqualTo(2);
    }
  }

  private JobResult extract(Model model, SlideEntity slide) {
    return running.result(service.submit(model.getId(), slide));
  }
}
