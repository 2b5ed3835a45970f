// SPDX-License-Identifier: Apache-2.0
package org.contextile.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.contextile.api.model.FeatureSet;
import org.contextile.api.model.JobResult;
import org.contextile.api.model.UnreadableTile;
import org.contextile.api.model.UnreadableTilePage;
import org.contextile.client.ApiException;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A slide of 8 × 8 stored tiles of 256 px, of which one is damaged, as 32 × 32 tiles of 64 px. */
final class UnreadableTilesIT {
  private static final int SIDE_PX = 2048;
  private static final int STORED_PX = 256;

  @RegisterExtension static final RunningService running = FeaturesService.SHARED.running();

  private final FeaturesService service = FeaturesService.SHARED;

  @Test
  void areListedWithTheirReasonsInTheFileAndByTheServer() throws Exception {
    Path file = running.folder().resolve("damaged.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(41, SIDE_PX, 0.5, SectionClass.TUMOUR), file);
    damage(file, 27);
    UUID model = service.assemble("student").getId();

    JobResult result =
        running.result(service.submit(model, service.recordedAsTissue(file, SIDE_PX)));

    assertThat(result.getWarnings()).singleElement().asString().contains("16 tiles");
    FeatureSet set = service.sets().getFeatureSet(result.getFeatureSetIds().getFirst());
    assertThat(set.getUnreadableTileCount()).isEqualTo(16);
    assertThat(set.getTileCount()).isEqualTo(32 * 32 - 16);
    List<UnreadableTile> listed = all(set.getId(), 7);
    assertThat(listed)
        .hasSize(16)
        .doesNotHaveDuplicates()
        .allSatisfy(it -> assertThat(it.getReason()).contains("column", "row", "JPEG"));
    assertThat(listed)
        .as("all in one stored tile")
        .extracting(it -> List.of(it.getX() / STORED_PX, it.getY() / STORED_PX))
        .containsOnly(
            List.of(listed.getFirst().getX() / STORED_PX, listed.getFirst().getY() / STORED_PX));
    File features = service.sets().getFeatureFile(set.getId(), null, null, null);
    try (FeatureReader reader = FeatureReader.open(features.toPath())) {
      assertThat(reader.unreadable())
          .extracting(it -> new UnreadableTile().x(it.x()).y(it.y()).reason(it.reason()))
          .containsExactlyElementsOf(listed);
    }
    assertThatThrownBy(() -> service.sets().listUnreadableTiles(set.getId(), 7, "no token"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.getCode()).isEqualTo(400));
  }

  private List<UnreadableTile> all(UUID set, int pageSize) throws ApiException {
    List<UnreadableTile> all = new ArrayList<>();
    String token = null;
    do {
      UnreadableTilePage page = service.sets().listUnreadableTiles(set, pageSize, token);
      assertThat(page.getItems()).hasSizeBetween(1, pageSize);
      all.addAll(page.getItems());
      token = page.getNextPageToken();
    } while (token != null);
    return all;
  }

  /** Overwrites the head of the JPEG stream that comes after so many. */
  private static void damage(Path file, int after) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int found = -1;
    for (int at = 0; ; at++) {
      if ((bytes[at] & 0xff) == 0xff
          && (bytes[at + 1] & 0xff) == 0xd8
          && (bytes[at + 2] & 0xff) == 0xff
          && ++found == after) {
        Arrays.fill(bytes, at, at + 600, (byte) 0);
        Files.write(file, bytes);
        return;
      }
    }
  }
}
