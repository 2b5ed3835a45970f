// SPDX-License-Identifier: Apache-2.0
package org.contextile.features.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.contextile.library.backbones.Backbone;
import org.contextile.library.featurefile.FeatureReader;
import org.contextile.library.featurefile.UnreadablePatch;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TileIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One byte of one JPEG tile of a real slide is another: what becomes of the features. */
final class FlippedByteExtractionTest {
  private static final int COLUMN = 4;
  private static final int ROW = 5;

  /** Where a patch begins. */
  private record Corner(long x, long y) {}

  @TempDir private Path folder;
  private Path sound = Path.of("");
  private Path flipped = Path.of("");
  private int tilePx;

  @BeforeEach
  void flipAByteThatOpenSlideNotices() throws IOException {
    sound =
        Path.of(System.getProperty("contextile.testdata", ""))
            .resolve("slides/CMU-1-Small-Region.svs");
    assumeTrue(Files.exists(sound), "test data is absent: " + sound);
    flipped = Files.copy(sound, folder.resolve("flipped.svs"));
    TiffFile tags = TiffFile.read(sound).orElseThrow();
    TileIndex index = TileIndex.of(sound, tags, tags.pages().getFirst());
    tilePx = index.tileWidthPx();
    int tile = ROW * index.across() + COLUMN;
    long at = index.offset(tile) + index.length(tile) / 2;
    do {
      flip(at);
      if (isBroken()) {
        return;
      }
      flip(at++);
    } while (at < index.offset(tile) + index.length(tile));
    throw new AssertionError("no flipped byte is noticed");
  }

  @Test
  void listsThePatchesThatTouchTheTileAndKeepsAllOthersToTheBitOnBothPaths() throws Exception {
    PassFixture fixture = new PassFixture(folder, 0.05);
    LoadedModel model = fixture.model(2);
    try (Backbone _ = model.backbone()) {
      check(
          extract(fixture, model, SlideFormats.reader(sound), "own-sound"),
          extract(fixture, model, SlideFormats.reader(flipped), "own-flipped"));
      check(
          extract(fixture, model, OpenSlideReader.open(sound), "other-sound"),
          extract(fixture, model, OpenSlideReader.open(flipped), "other-flipped"));
    }
  }

  private Path extract(PassFixture fixture, LoadedModel model, PixelReader reader, String name)
      throws Exception {
    KeptPass pass = new KeptPass(folder.resolve("kept-" + name));
    return fixture.extract(reader, List.of(model), name, pass).getFirst();
  }

  private void check(Path whole, Path damaged) throws IOException {
    try (FeatureReader expected = FeatureReader.open(whole);
        FeatureReader actual = FeatureReader.open(damaged)) {
      Map<Corner, float[]> before = rows(expected);
      Map<Corner, float[]> after = rows(actual);
      Set<Corner> lost = new HashSet<>(before.keySet());
      lost.removeIf(it -> !touchesTheTile(it));
      assertThat(lost).hasSizeGreaterThan(40);
      assertThat(expected.unreadable()).isEmpty();
      assertThat(actual.unreadable())
          .allSatisfy(it -> assertThat(it.reason()).isNotBlank().doesNotContain("flipped.svs"))
          .extracting(FlippedByteExtractionTest::corner)
          .containsExactlyInAnyOrderElementsOf(lost);
      before.keySet().removeAll(lost);
      assertThat(after.keySet()).isEqualTo(before.keySet());
      after.forEach(
          (corner, features) ->
              assertThat(Arrays.equals(features, before.get(corner)))
                  .as(corner.toString())
                  .isTrue());
    }
  }

  private static Corner corner(UnreadablePatch patch) {
    return new Corner(patch.x(), patch.y());
  }

  private static Map<Corner, float[]> rows(FeatureReader reader) throws IOException {
    int count = Math.toIntExact(reader.rows());
    long[] coords = reader.coords(0, count);
    Map<Corner, float[]> rows = new HashMap<>();
    for (int i = 0; i < count; i++) {
      rows.put(new Corner(coords[2 * i], coords[2 * i + 1]), reader.features(i, 1));
    }
    return rows;
  }

  private boolean touchesTheTile(Corner it) {
    return touches(it.x(), COLUMN) && touches(it.y(), ROW);
  }

  private boolean touches(long from, int place) {
    return from < (place + 1L) * tilePx && from + PassFixture.TILE_PX > (long) place * tilePx;
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(flipped.toFile(), "rw")) {
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ 0xff);
    }
  }

  private boolean isBroken() throws IOException {
    try (PixelReader reader = OpenSlideReader.open(flipped)) {
      LevelRegion region =
          new LevelRegion(
              reader.levels().getFirst(),
              (long) COLUMN * tilePx,
              (long) ROW * tilePx,
              tilePx,
              tilePx);
      reader.read(region, MemorySegment.ofArray(new byte[region.bytes()]));
      return false;
    } catch (UnreadableRegionException e) {
      return true;
    }
  }
}
