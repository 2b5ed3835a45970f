// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.openslide.OpenSlideReader;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tiff.TileIndex;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileReader;
import org.contextile.library.wsi.tile.UnreadableTile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One byte of one JPEG tile of a real slide is another. */
class FlippedByteTest {
  /** Column 4, row 5 of tiles of 240 px. */
  private static final int COLUMN = 4;

  private static final int ROW = 5;

  @TempDir private Path folder = Path.of("");
  private Path sound = Path.of("");
  private Path flipped = Path.of("");
  private @Nullable TileIndex found;
  private int tile;

  @BeforeEach
  void copyTheSlide() throws IOException {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
    sound = TestSlides.path(TestSlides.CMU_SMALL);
    flipped = folder.resolve("flipped.svs");
    Files.copy(sound, flipped);
    var tags = TiffFile.read(sound).orElseThrow();
    found = TileIndex.of(sound, tags, tags.pages().getFirst());
    tile = ROW * index().across() + COLUMN;
  }

  @Test
  void spoilsThePatchesThatTouchItsTileAndNoOther() throws IOException {
    flipOneThatOpenSlideNotices();
    try (var whole = SlideFormats.open(sound);
        var own = SlideFormats.open(flipped);
        var other = Slide.of(OpenSlideReader.open(flipped))) {
      assertThat(own.reader().path(own.levels().getFirst()).isStoredTiles()).isTrue();
      for (double mpp : new double[] {own.requireMpp().value(), 0.73}) {
        var grid =
            TileGrid.everywhere(
                whole.widthPx(),
                whole.heightPx(),
                own.requireMpp().value(),
                new TileGridSpec(mpp, 100, 0, 0));
        var expected = grid.tiles().stream().filter(it -> touches(grid, it)).toList();
        assertThat(expected).isNotEmpty();
        for (var slide : List.of(own, other)) {
          assertReadsAllBut(expected, slide, whole, grid);
        }
      }
    }
  }

  @Test
  void isNoticedHereWheneverOpenSlideNoticesIt() throws IOException {
    var random = new Random(11);
    int noticed = 0;
    int noticedByOpenSlide = 0;
    for (int i = 0; i < 60; i++) {
      long at = index().offset(tile) + random.nextInt(index().length(tile));
      flip(at);
      try (var own = SlideFormats.reader(flipped);
          var other = OpenSlideReader.open(flipped)) {
        byte[] one = read(own);
        byte[] two = read(other);
        noticed += one.length == 0 ? 1 : 0;
        noticedByOpenSlide += two.length == 0 ? 1 : 0;
        if (two.length == 0) {
          assertThat(one).as("byte %d", at).isEmpty();
        } else if (one.length > 0) {
          assertThat(one).as("byte %d", at).isEqualTo(two);
        }
      }
      flip(at);
    }
    assertThat(noticed).isGreaterThanOrEqualTo(noticedByOpenSlide).isGreaterThan(20);
  }

  private void assertReadsAllBut(List<Tile> expected, Slide slide, Slide whole, TileGrid grid) {
    try (var reader = new TileReader(slide, grid);
        var reference = new TileReader(whole, grid);
        var arena = Arena.ofConfined()) {
      long bytes = reader.tileBytes();
      var pixels = arena.allocate(grid.tiles().size() * bytes);
      var wanted = arena.allocate(grid.tiles().size() * bytes);
      assertThat(reader.read(grid.tiles(), pixels))
          .allSatisfy(it -> assertThat(it.reason()).isNotBlank().doesNotContain("flipped.svs"))
          .extracting(UnreadableTile::tile)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(reference.read(grid.tiles(), wanted)).isEmpty();
      var spoilt = expected.stream().map(Tile::index).collect(Collectors.toSet());
      for (Tile it : grid.tiles()) {
        if (!spoilt.contains(it.index())) {
          assertThat(
                  pixels
                      .asSlice(it.index() * bytes, bytes)
                      .mismatch(wanted.asSlice(it.index() * bytes, bytes)))
              .as(it.toString())
              .isNegative();
        }
      }
    }
  }

  private boolean touches(TileGrid grid, Tile it) {
    double side = grid.sizeLevel0Px();
    long width = index().tileWidthPx();
    long height = index().tileHeightPx();
    return it.x() < (COLUMN + 1) * width
        && Math.ceil(it.x() + side - 1e-6) > COLUMN * width
        && it.y() < (ROW + 1) * height
        && Math.ceil(it.y() + side - 1e-6) > ROW * height;
  }

  private void flipOneThatOpenSlideNotices() throws IOException {
    for (int i = index().length(tile) / 2; i < index().length(tile); i++) {
      flip(index().offset(tile) + i);
      try (var other = OpenSlideReader.open(flipped)) {
        if (read(other).length == 0) {
          return;
        }
      }
      flip(index().offset(tile) + i);
    }
    throw new AssertionError("no flipped byte is noticed");
  }

  private TileIndex index() {
    return Objects.requireNonNull(found);
  }

  private void flip(long at) throws IOException {
    try (var file = new RandomAccessFile(flipped.toFile(), "rw")) {
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ 0xff);
    }
  }

  /** The tile; no bytes where it cannot be read. */
  private byte[] read(PixelReader reader) {
    Level level = reader.levels().getFirst();
    var region =
        new LevelRegion(
            level,
            (long) COLUMN * index().tileWidthPx(),
            (long) ROW * index().tileHeightPx(),
            index().tileWidthPx(),
            index().tileHeightPx());
    var rgb = new byte[region.bytes()];
    try {
      reader.read(region, MemorySegment.ofArray(rgb));
      return rgb;
    } catch (UnreadableRegionException e) {
      return new byte[0];
    }
  }
}
