// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.contextile.api.model.Slide;
import org.contextile.artifacts.ArtifactStore;
import org.contextile.db.job.JobState;
import org.contextile.db.job.JobView;
import org.contextile.db.slide.SlideRepository;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.jobs.testing.RunningService;
import org.contextile.library.storage.LocalCopy;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TiffTag;
import org.contextile.library.wsi.tiff.TileIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Damage to a real slide is said of the tiles that it lies under, and of no other. The stored tile
 * at column 4, row 5 has the damage; DeepZoom's of 254 px with the same numbers lies over it.
 */
final class FaultyTilesIT {
  @RegisterExtension static final RunningService running = IngestService.SHARED.running();

  private static final int TILE = 5 * 10 + 4;
  private static final String STORED = "tiles/0/";
  private static final String DEEP_ZOOM = "deepzoom_files/12/";

  private final IngestService service = IngestService.SHARED;

  @BeforeEach
  void needsLibjpegTurbo() {
    assumeThat(TurboJpeg.isThere()).as(TurboJpeg.place()).isTrue();
  }

  @Test
  void aFlippedByteOfATilesFirstMarkerSpoilsThatTileAlone() throws Exception {
    byte[] bytes = bytes("flipped");
    bytes[(int) index().offset(TILE) + 1] ^= (byte) 0xff;

    assertOnlyTheTileIsUnreadable(taken("flipped.svs", bytes), DEEP_ZOOM);
  }

  /**
   * OpenSlide reads all tiles of a slide's coarsest level when it opens it, those of others not.
   */
  @Test
  void aTileSaidToLieBeyondTheFileSpoilsThatTileAloneOrTheSlide() throws Exception {
    JobView refused = upload("beyond.svs", beyond(TestSlides.path(TestSlides.CMU_SMALL), TILE));
    assertThat(refused.state()).isEqualTo(JobState.FAILED);
    assertThat(refused.errorJson()).contains("/problems/unreadable-slide", "beyond.svs");

    Path lung = TestSlides.path("cohort-lung/slides/lung-000.tiff");
    Slide slide = taken("beyond.tiff", beyond(lung, 5 * 8 + 4));

    assertOnlyTheTileIsUnreadable(slide, "deepzoom_files/11/");
  }

  private static byte[] beyond(Path sound, int tile) throws IOException {
    long offsets =
        TiffFile.read(sound)
            .orElseThrow()
            .pages()
            .getFirst()
            .entry(TiffTag.TILE_OFFSETS)
            .orElseThrow()
            .at();
    byte[] bytes = Files.readAllBytes(sound);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) offsets + 4 * tile, 2_000_000_000);
    return bytes;
  }

  /** What is passed through is passed through: only who decodes it can see the damage. */
  @Test
  void damageInATilesScanIsFoundWhereItIsDecoded() throws Exception {
    byte[] bytes = bytes("scan");
    int at = (int) index().offset(TILE) + index().length(TILE) / 2;
    Arrays.fill(bytes, at, at + 600, (byte) 0);

    Slide slide = taken("scan.svs", bytes);

    assertProblem(get(slide, DEEP_ZOOM + "4_5.jpeg"), "/problems/unreadable-tile");
    assertThat(get(slide, DEEP_ZOOM + "2_5.jpeg").statusCode()).isEqualTo(200);
    var passed = get(slide, STORED + "4_5.jpeg");
    assertThat(passed.statusCode()).isEqualTo(200);
    int stored = index().length(TILE) - 2;
    assertThat(Arrays.copyOfRange(passed.body(), passed.body().length - 1000, passed.body().length))
        .isEqualTo(
            Arrays.copyOfRange(
                bytes,
                (int) index().offset(TILE) + 2 + stored - 1000,
                (int) index().offset(TILE) + 2 + stored));
  }

  @Test
  void aFileThatIsCutShortWhileItIsShownIsUnreadableFromThereOn() throws Exception {
    Slide slide = taken("cut-later.svs", bytes("cut later"));
    assertThat(get(slide, STORED + "4_5.jpeg").statusCode()).isEqualTo(200);

    try (var file = FileChannel.open(stored(slide), StandardOpenOption.WRITE)) {
      file.truncate(index().offset(TILE) + 100);
    }

    assertProblem(get(slide, STORED + "4_5.jpeg"), "/problems/unreadable-tile");
    assertProblem(get(slide, DEEP_ZOOM + "4_5.jpeg"), "/problems/unreadable-tile");
    assertThat(get(slide, STORED + "1_1.jpeg").statusCode()).isEqualTo(200);
  }

  @Test
  void aFileThatHasVanishedIsSaidToBeStoredNoMore() throws Exception {
    Slide slide = taken("vanished.svs", bytes("vanished"));

    Files.delete(stored(slide));

    for (String tile : new String[] {STORED + "4_5.jpeg", DEEP_ZOOM + "4_5.jpeg", "tiles"}) {
      var answer = get(slide, tile);
      assertProblem(answer, "/problems/unreadable-slide");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("vanished.svs is no longer stored")
          .doesNotContain(running.artifacts().toString());
    }
  }

  private void assertOnlyTheTileIsUnreadable(Slide slide, String deepZoom) throws Exception {
    assertProblem(get(slide, STORED + "4_5.jpeg"), "/problems/unreadable-tile");
    assertProblem(get(slide, deepZoom + "4_5.jpeg"), "/problems/unreadable-tile");
    for (String sound : new String[] {"3_5", "5_5", "4_4", "4_6"}) {
      assertThat(get(slide, STORED + sound + ".jpeg").statusCode()).as(sound).isEqualTo(200);
    }
    assertThat(get(slide, deepZoom + "2_5.jpeg").statusCode()).isEqualTo(200);
    assertThat(get(slide, deepZoom + "4_3.jpeg").statusCode()).isEqualTo(200);
  }

  /** And one that a browser does not keep. */
  private static void assertProblem(HttpResponse<byte[]> answer, String type) {
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Cache-Control").orElse("")).doesNotContain("immutable");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(type);
  }

  private HttpResponse<byte[]> get(Slide slide, String what) throws Exception {
    return service.get("/v1/slides/" + slide.getId() + "/" + what);
  }

  private Slide taken(String name, byte[] bytes) throws Exception {
    JobView job = upload(name, bytes);
    assertThat(job.state()).as(job.errorJson()).isEqualTo(JobState.SUCCEEDED);
    return service.slideOf(job);
  }

  private JobView upload(String name, byte[] bytes) throws Exception {
    return service.upload(Files.write(running.folder().resolve(name), bytes), null, null);
  }

  /** The slide's own stored file, which no other slide shares. */
  private Path stored(Slide slide) throws IOException {
    String digest =
        WorkspaceScope.inAll(
            () ->
                running
                    .bean(SlideRepository.class)
                    .findById(slide.getId())
                    .orElseThrow()
                    .artifactDigest());
    try (LocalCopy copy = running.bean(ArtifactStore.class).open(digest)) {
      return copy.path();
    }
  }

  /** Of the real slide, and behind them a mark that makes them others than every other test's. */
  private static byte[] bytes(String mark) throws IOException {
    byte[] sound = Files.readAllBytes(TestSlides.path(TestSlides.CMU_SMALL));
    byte[] marked = Arrays.copyOf(sound, sound.length + mark.length());
    System.arraycopy(
        mark.getBytes(StandardCharsets.US_ASCII), 0, marked, sound.length, mark.length());
    return marked;
  }

  private static TiffFile tags() throws IOException {
    return TiffFile.read(TestSlides.path(TestSlides.CMU_SMALL)).orElseThrow();
  }

  private static TileIndex index() throws IOException {
    return TileIndex.of(TestSlides.path(TestSlides.CMU_SMALL), tags(), tags().pages().getFirst());
  }
}
