// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        TestSlides.CMU_SMALL,
        TestSlides.TCGA,
        TestSlides.DICOM_SERIES + "/volume-2220.dcm",
        "cohort-lung/slides/lung-002.tiff"
      })
  void agreesWithTheNaiveReader(String name) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(name), Optional.of(Mpp.override(0.5)));
        var arena = Arena.ofConfined()) {
      for (int seed = 0; seed < 12; seed++) {
        var random = new Random(seed);
        int size = 16 + random.nextInt(300);
        var spec =
            new TileGridSpec(
                List.of(0.5, 0.25, 0.6, 1.0, 1.37, 2.0).get(random.nextInt(6)),
                size,
                random.nextBoolean() ? 0 : random.nextInt(size / 2),
                0);
        var grid = TileGrid.everywhere(slide.widthPx(), slide.heightPx(), 0.5, spec);
        var tiles = new ArrayList<>(grid.tiles());
        Collections.shuffle(tiles, random);
        var some = tiles.subList(0, Math.min(tiles.size(), 1 + random.nextInt(40)));
        if (random.nextBoolean()) {
          some = grid.tiles().subList(0, Math.min(tiles.size(), 60));
        }
        assertAgree(slide, grid, some, arena);
      }
    }
  }

  @Test
  void readsEveryTileOnceInAStream() throws IOException, InterruptedException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var spec = new TileGridSpec(0.499, 100, 0, 0);
      var grid = TileGrid.everywhere(slide.widthPx(), slide.heightPx(), 0.499, spec);
      var naive = new NaiveTileReader(slide, grid);
      var seen = new HashSet<Integer>();
      try (var stream = new TileStream(slide, grid, 7, 3)) {
        assertThat(stream.size()).isEqualTo(22 * 29);
        for (var next = stream.next(); next.isPresent(); next = stream.next()) {
          var batch = next.get();
          assertThat(batch.unreadable()).isEmpty();
          for (int i = 0; i < batch.tiles().size(); i++) {
            var tile = batch.tiles().get(i);
            assertThat(seen.add(tile.index())).isTrue();
            if (tile.index() % 20 == 0) {
              var pixels = batch.pixels().asSlice(30_000L * i, 30_000).toArray(JAVA_BYTE);
              assertThat(Arrays.equals(pixels, naive.read(tile).pixels())).isTrue();
            }
          }
        }
      }
      assertThat(seen).hasSize(22 * 29);
    }
  }

  @Test
  void readsATileThatCoversAWholeFlatSlide(@TempDir Path folder) throws IOException {
    int side = 24_576;
    var file = FlatTiff.write(folder.resolve("flat.tiff"), side, 0.5);
    try (var slide = SlideFormats.open(file);
        var arena = Arena.ofConfined()) {
      var spec = new TileGridSpec(0.5 * 384, side / 384, 0, 0);
      var grid = TileGrid.everywhere(side, side, 0.5, spec);
      try (var reader = new TileReader(slide, grid)) {
        var pixels = arena.allocate(reader.tileBytes());
        assertThat(reader.read(grid.tiles(), pixels)).isEmpty();
        for (int i = 0; i < reader.tileBytes(); i++) {
          // A pixel covers three halves of the file's tiles.
          boolean dark = i / 3 % spec.sizePx() % 2 == 0;
          int twice = dark ? FlatTiff.DARK : FlatTiff.LIGHT;
          int once = dark ? FlatTiff.LIGHT : FlatTiff.DARK;
          assertThat(pixels.get(JAVA_BYTE, i) & 0xff)
              .isCloseTo((2 * twice + once) / 3, Offset.offset(2));
        }
      }
    }
  }

  private static void assertAgree(Slide slide, TileGrid grid, List<Tile> tiles, Arena arena)
      throws IOException {
    var naive = new NaiveTileReader(slide, grid);
    try (var reader = new TileReader(slide, grid)) {
      var pixels = arena.allocate((long) Math.max(1, tiles.size()) * reader.tileBytes());
      assertThat(reader.read(tiles, pixels)).isEmpty();
      for (int i = 0; i < tiles.size(); i++) {
        var slot = pixels.asSlice((long) i * reader.tileBytes(), reader.tileBytes());
        assertThat(difference(slot.toArray(JAVA_BYTE), naive.read(tiles.get(i)).pixels()))
            .as("grey levels between both readings of %s of %s", tiles.get(i), grid.spec())
            .isLessThanOrEqualTo(tolerance(slide));
      }
    }
  }

  /**
   * Pixels are the same, unless OpenSlide blends those of a level: what it blended is rounded, and
   * two regions round at different places.
   */
  private static int tolerance(Slide slide) {
    boolean blended =
        slide.levels().stream()
            .anyMatch(
                level ->
                    slide.widthPx() % level.widthPx() != 0
                        || slide.heightPx() % level.heightPx() != 0);
    return blended ? 4 : 0;
  }

  private static int difference(byte[] some, byte[] others) {
    int most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs((some[i] & 0xff) - (others[i] & 0xff)));
    }
    return most;
  }
}
