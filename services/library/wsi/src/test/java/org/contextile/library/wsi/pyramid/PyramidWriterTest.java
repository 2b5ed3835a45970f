// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tiff.TiffFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PyramidWriterTest {
  private static final int WIDTH = 1035;
  private static final int HEIGHT = 1026;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesWhatOpenSlideReadsAndEachLevelIsTheMeanOfTheFinerOne(boolean big) throws IOException {
    byte[] pixels = noise();
    Path file = folder.resolve("slide.tif");
    try (var out =
        new PyramidWriter(file, WIDTH, HEIGHT, LevelTags.of(TileCoding.DEFLATE, 0.25), big)) {
      // However the rows come.
      int first = 300 * 3 * WIDTH;
      out.rows(pixels, 300);
      out.rows(Arrays.copyOfRange(pixels, first, pixels.length), HEIGHT - 300);
      assertThat(out.complete()).isEqualTo(file.toFile().length());
    }

    assertThat(TiffFile.read(file).orElseThrow().isBig()).isEqualTo(big);
    try (Slide slide = SlideFormats.open(file)) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.25);
      assertThat(slide.plausibility().warnings()).isEmpty();
      assertThat(slide.levels()).extracting(Level::widthPx).containsExactly(1035L, 517L, 258L);
      assertThat(slide.levels()).extracting(Level::heightPx).containsExactly(1026L, 513L, 256L);
      assertThat(slide.levels()).extracting(Level::downsample).containsExactly(1.0, 2.0, 4.0);
      RgbImage finer = new RgbImage(WIDTH, HEIGHT, pixels);
      assertThat(whole(slide, 0).pixels()).isEqualTo(pixels);
      for (int level = 1; level < 3; level++) {
        RgbImage read = whole(slide, level);
        assertMeans(finer, read);
        finer = read;
      }
    }
  }

  @Test
  void failsRatherThanEndingAFileThatLacksRows() throws IOException {
    Path file = folder.resolve("slide.tif");
    try (var out = new PyramidWriter(file, 10, 10, LevelTags.of(TileCoding.JPEG, 0.5))) {
      out.rows(new byte[3 * 10 * 9], 9);
      assertThatThrownBy(out::complete).hasMessage("9 of 10 rows have come");
    }
  }

  private static void assertMeans(RgbImage finer, RgbImage coarser) {
    for (int y = 0; y < coarser.heightPx(); y++) {
      for (int x = 0; x < coarser.widthPx(); x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int sum =
              (finer.rgb(2 * x, 2 * y) >> shift & 0xff)
                  + (finer.rgb(2 * x + 1, 2 * y) >> shift & 0xff)
                  + (finer.rgb(2 * x, 2 * y + 1) >> shift & 0xff)
                  + (finer.rgb(2 * x + 1, 2 * y + 1) >> shift & 0xff);
          // A half goes to the even grey level.
          if ((coarser.rgb(x, y) >> shift & 0xff) != (int) Math.rint(sum / 4.0)) {
            throw new AssertionError("pixel %d, %d".formatted(x, y));
          }
        }
      }
    }
  }

  private static RgbImage whole(Slide slide, int level) throws IOException {
    Level it = slide.levels().get(level);
    return slide.readRegion(it, 0, 0, (int) it.widthPx(), (int) it.heightPx());
  }

  private static byte[] noise() {
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    new java.util.Random(5).nextBytes(pixels);
    return pixels;
  }
}
