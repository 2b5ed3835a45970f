// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.jpeg.TurboJpeg;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.tile.Decoding;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tile.TileReader;
import org.contextile.library.wsi.tile.TileStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Levels that the decoder makes of stored tiles, beside the means of the pixels under them. */
class ShrunkLevelsTest {
  /** Grey levels in the mean. */
  private static final double MOST_DIFFERENCE = 0.5;

  private static final int SIDE_PX = 301;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void needTheLibrary() {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void areNearTheMeansAtOddPlacesAndAtTheEdges(int times)
      throws IOException, UnreadableRegionException {
    try (var reader = SlideFormats.reader(TestSlides.path(TestSlides.CMU_SMALL))) {
      Level whole = reader.levels().getFirst();
      Level shrunk = reader.shrunk(whole, times).orElseThrow();
      assertThat(shrunk.widthPx()).isEqualTo(whole.widthPx() / times);
      assertThat(shrunk.heightPx()).isEqualTo(whole.heightPx() / times);
      assertThat(shrunk.downsample()).isEqualTo(times);
      assertThat(reader.path(shrunk).decoder()).endsWith(" at 1/" + times);
      int side = SIDE_PX * 2 / times;
      long right = shrunk.widthPx() - side;
      long bottom = shrunk.heightPx() - side;
      for (long[] at : new long[][] {{0, 0}, {31, 17}, {right, 5}, {7, bottom}, {right, bottom}}) {
        byte[] own = read(reader, new LevelRegion(shrunk, at[0], at[1], side, side));
        byte[] under =
            read(
                reader,
                new LevelRegion(whole, times * at[0], times * at[1], times * side, times * side));
        assertThat(difference(own, under, side, times))
            .as("at %d, %d", at[0], at[1])
            .isLessThan(MOST_DIFFERENCE);
      }
    }
  }

  @Test
  void areNotMadeWhereChromaIsStoredSmaller() throws IOException {
    Path file = folder.resolve("smaller-chroma.tif");
    try (var reader = SlideFormats.reader(JpegPyramid.plain().write(file))) {
      Level level = reader.levels().getFirst();
      assertThat(reader.path(level).isStoredTiles()).isTrue();
      assertThat(reader.shrunk(level, 2)).isEmpty();
    }
  }

  @Test
  void serveForPatchesOfExactlyTheirScaleAlone() throws Exception {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      double mpp = slide.requireMpp().value();
      assertThat(decoder(slide, 2 * mpp, Decoding.SHRUNK)).endsWith(" at 1/2");
      assertThat(decoder(slide, 2 * mpp, Decoding.WHOLE)).doesNotContain(" at ");
      assertThat(decoder(slide, 1.98 * mpp, Decoding.SHRUNK)).doesNotContain(" at ");
      assertThat(decoder(slide, mpp, Decoding.SHRUNK)).doesNotContain(" at ");
    }
  }

  @Test
  void givePatchesNearThoseThatAreAveraged() throws Exception {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL));
        var arena = Arena.ofConfined()) {
      TileGrid grid = grid(slide, 2 * slide.requireMpp().value());
      try (var whole = new TileReader(slide, grid);
          var shrunk = new TileReader(slide, grid, Decoding.SHRUNK)) {
        MemorySegment a = arena.allocate((long) grid.tiles().size() * whole.tileBytes());
        MemorySegment b = arena.allocate((long) grid.tiles().size() * whole.tileBytes());
        assertThat(whole.read(grid.tiles(), a)).isEmpty();
        assertThat(shrunk.read(grid.tiles(), b)).isEmpty();
        byte[] one = a.toArray(JAVA_BYTE);
        byte[] two = b.toArray(JAVA_BYTE);
        assertThat(one).isNotEqualTo(two);
        assertThat(difference(one, two)).isLessThan(MOST_DIFFERENCE);
      }
    }
  }

  private static String decoder(Slide slide, double mpp, Decoding decoding) throws Exception {
    TileGrid grid = grid(slide, mpp);
    return slide.reader().path(TileStream.level(slide, grid, decoding)).decoder();
  }

  private static TileGrid grid(Slide slide, double mpp) throws Exception {
    return TileGrid.everywhere(
        slide.widthPx(),
        slide.heightPx(),
        slide.requireMpp().value(),
        new TileGridSpec(mpp, 112, 0, 0));
  }

  private static byte[] read(PixelReader reader, LevelRegion region)
      throws UnreadableRegionException {
    byte[] rgb = new byte[region.bytes()];
    reader.read(region, MemorySegment.ofArray(rgb));
    return rgb;
  }

  private static double difference(byte[] a, byte[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return (double) sum / a.length;
  }

  /** Of shrunk pixels to the means of the squares under them. */
  private static double difference(byte[] shrunk, byte[] whole, int side, int times) {
    double sum = 0;
    for (int i = 0; i < shrunk.length; i++) {
      int x = i / 3 % side;
      int y = i / 3 / side;
      long under = 0;
      for (int row = 0; row < times; row++) {
        for (int column = 0; column < times; column++) {
          int at = 3 * ((times * y + row) * times * side + times * x + column) + i % 3;
          under += whole[at] & 0xff;
        }
      }
      sum += Math.abs((shrunk[i] & 0xff) - (double) under / (times * times));
    }
    return sum / shrunk.length;
  }
}
