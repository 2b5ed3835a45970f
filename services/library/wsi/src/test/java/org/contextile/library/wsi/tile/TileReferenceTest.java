// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.PatternTiff;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiles beside pixels that follow from the pattern alone: no code of the readers is asked. */
class TileReferenceTest {
  private static final TestPattern PATTERN = TestPattern.PYRAMID;

  @ParameterizedTest
  @CsvSource({"0.5, 31, 0", "0.5, 37, 11", "1.0, 29, 0", "2.0, 13, 3", "0.8, 41, 0", "1.7, 23, 5"})
  void areTheMeansOfTheAreasOfTheNearestFinerLevel(
      double mpp, int size, int overlap, @TempDir Path folder) throws Exception {
    try (var stored = SlideFormats.open(PatternTiff.write(folder.resolve("slide.tiff"), PATTERN));
        var memory = Slide.of(new MemoryReader(PATTERN))) {
      assertTilesAreRight(memory, new TileGridSpec(mpp, size, overlap, 0));
      assertTilesAreRight(stored, new TileGridSpec(mpp, size, overlap, 0));
    }
  }

  private static TileGrid grid(Slide slide, TileGridSpec spec) {
    return TileGrid.everywhere(slide.widthPx(), slide.heightPx(), 0.5, spec);
  }

  private static void assertTilesAreRight(Slide slide, TileGridSpec spec) {
    var grid = grid(slide, spec);
    double downsample = spec.mpp() / 0.5;
    int level = downsample >= 4 ? 2 : downsample >= 2 ? 1 : 0;
    try (var reader = new TileReader(slide, grid);
        var arena = Arena.ofConfined()) {
      var pixels = arena.allocate((long) grid.tiles().size() * reader.tileBytes());
      assertThat(grid.tiles()).isNotEmpty();
      assertThat(reader.read(grid.tiles(), pixels)).isEmpty();
      for (var tile : grid.tiles()) {
        assertTileIsRight(tile, level, downsample, spec.sizePx(), pixels);
      }
    }
  }

  private static void assertTileIsRight(
      Tile tile, int level, double downsample, int size, MemorySegment pixels) {
    double side = downsample / PATTERN.downsample(level);
    for (int i = 0; i < size * size; i++) {
      int row = i / size;
      int column = i % size;
      double left = (double) tile.x() / PATTERN.downsample(level) + column * side;
      double top = (double) tile.y() / PATTERN.downsample(level) + row * side;
      int actual = pixels.get(JAVA_BYTE, 3L * ((long) tile.index() * size * size + i)) & 0xff;
      double expected = red(level, left, top, side);
      if (Math.abs(actual - expected) > 1.5) {
        assertThat((double) actual)
            .as("pixel %d of %s", i, tile)
            .isCloseTo(expected, Offset.offset(1.5));
      }
    }
  }

  private static double red(int level, double left, double top, double side) {
    double sum = 0;
    for (long y = (long) Math.floor(top); y < top + side - 1e-9; y++) {
      double down = Math.min(y + 1.0, top + side) - Math.max((double) y, top);
      for (long x = (long) Math.floor(left); x < left + side - 1e-9; x++) {
        double across = Math.min(x + 1.0, left + side) - Math.max((double) x, left);
        sum += across * down * (PATTERN.rgb(level, x, y) >> 16);
      }
    }
    return sum / (side * side);
  }
}
