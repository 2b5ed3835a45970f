// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.synthetic.SectionClass;
import org.contextile.library.wsi.synthetic.SyntheticSlideSpec;
import org.contextile.library.wsi.synthetic.SyntheticSlides;
import org.contextile.library.wsi.tile.Tile;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileReader;
import org.contextile.library.wsi.tile.UnreadableTile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slide of 4 × 4 stored tiles of 256 px, of which the one at (1, 1) is damaged. */
class BrokenTileTest {
  private static Path whole = Path.of("");
  private static Path broken = Path.of("");

  @BeforeAll
  static void damageATile(@TempDir Path folder) throws IOException {
    whole = folder.resolve("whole.tiff");
    broken = folder.resolve("broken.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(5, 1024, 0.5, SectionClass.TUMOUR), whole);
    var bytes = Files.readAllBytes(whole);
    int jpeg = -1;
    for (int found = -1; found < 5; jpeg++) {
      if ((bytes[jpeg + 1] & 0xff) == 0xff
          && (bytes[jpeg + 2] & 0xff) == 0xd8
          && (bytes[jpeg + 3] & 0xff) == 0xff) {
        found++;
      }
    }
    Arrays.fill(bytes, jpeg, jpeg + 600, (byte) 0);
    Files.write(broken, bytes);
  }

  @Test
  void failsForTheBrokenRegionOnly() throws IOException {
    try (var slide = SlideFormats.open(broken);
        var other = SlideFormats.open(whole)) {
      var level = slide.levels().getFirst();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> slide.readRegion(level, 300, 300, 10, 10))
            .isInstanceOf(UnreadableRegionException.class)
            .hasMessageContaining("broken.tiff");
        assertThat(slide.readRegion(level, 0, 0, 256, 256).pixels())
            .isEqualTo(other.readRegion(level, 0, 0, 256, 256).pixels());
      }
      slide.verify();
    }
  }

  @Test
  void doesNotFailReadersOfOtherRegionsAtTheSameTime() throws Exception {
    try (var slide = SlideFormats.open(broken);
        var threads = Executors.newFixedThreadPool(4)) {
      var level = slide.levels().getFirst();
      var reads = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 200; i++) {
        boolean bad = i % 5 == 0;
        int column = i % 4;
        reads.add(
            threads.submit(
                () -> {
                  int x = bad ? 300 : 256 * column;
                  slide.readRegion(level, x, bad ? 300 : 0, 100, 100);
                  return bad;
                }));
      }
      for (int i = 0; i < reads.size(); i++) {
        var read = reads.get(i);
        if (i % 5 == 0) {
          assertThatThrownBy(read::get)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(UnreadableRegionException.class);
        } else {
          assertThat(read.get()).isFalse();
        }
      }
    }
  }

  @Test
  void reportsTilesThatCannotBeReadAndReadsTheRest() throws IOException {
    try (var slide = SlideFormats.open(broken);
        var other = SlideFormats.open(whole);
        var arena = Arena.ofConfined()) {
      var grid = TileGrid.everywhere(1024, 1024, 0.5, new TileGridSpec(0.5, 128, 0, 0));
      try (var reader = new TileReader(slide, grid);
          var reference = new TileReader(other, grid)) {
        var pixels = arena.allocate((long) grid.tiles().size() * reader.tileBytes());
        var unreadable =
            reader.read(grid.tiles(), pixels).stream().map(UnreadableTile::tile).toList();
        assertThat(unreadable).extracting(Tile::x).containsExactly(256L, 384L, 256L, 384L);
        assertThat(unreadable).extracting(Tile::y).containsExactly(256L, 256L, 384L, 384L);
        var expected = arena.allocate(reader.tileBytes());
        for (var tile : grid.tiles()) {
          var slot = pixels.asSlice((long) tile.index() * reader.tileBytes(), reader.tileBytes());
          if (unreadable.contains(tile)) {
            assertThat(slot.get(JAVA_BYTE, 0)).isEqualTo((byte) slide.background());
          } else {
            reference.read(tile, expected);
            assertThat(slot.mismatch(expected)).isEqualTo(-1);
          }
        }
      }
    }
  }

  @Test
  void makesAThumbnailAllTheSame() throws IOException {
    try (var slide = SlideFormats.open(broken);
        var other = SlideFormats.open(whole)) {
      var overview = slide.overview(1);
      assertThat(overview.image().rgb(300, 300)).isEqualTo(AreaAverage.UNREADABLE);
      assertThat(overview.unreadable().get(300 * 1024 + 300)).isTrue();
      assertThat(overview.unreadableFraction()).isEqualTo(1 / 16.0);
      assertThat(overview.image().rgb(700, 700)).isEqualTo(other.overview(1).image().rgb(700, 700));
      assertThat(slide.thumbnail(512).pixels()).isEqualTo(other.thumbnail(512).pixels());
    }
  }
}
