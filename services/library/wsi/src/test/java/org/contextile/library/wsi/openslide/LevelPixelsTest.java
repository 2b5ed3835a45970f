// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.openslide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Coarse levels read by their own pixels, wherever OpenSlide would blend two of them. */
class LevelPixelsTest {
  /** Grey levels; OpenSlide's own read is off by up to 105 on noise, and by 50 on the SVS. */
  private static final int MOST = 4;

  private static final double MOST_IN_THE_MEAN = 0.5;

  /** {@code level_pixels.py} made them with tifffile. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "level-pixels.csv",
      useHeadersInDisplayName = true,
      maxCharsPerColumn = 10_000)
  void areThoseThatTifffileReads(String name, int level, int x, int y, int side, String rgb)
      throws IOException {
    byte[] expected = HexFormat.of().parseHex(rgb);
    try (var slide = SlideFormats.open(TestSlides.path(name))) {
      var image = slide.read(new LevelRegion(slide.levels().get(level), x, y, side, side));
      var difference = new Difference();
      for (int i = 0; i < expected.length; i++) {
        difference.add(image.pixels()[i] & 0xff, expected[i] & 0xff);
      }
      difference.assertSmall();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2049, 1025, 1024, 512",
    "2049, 1025, 1025, 513",
    "1531, 1009, 383, 252",
    "1000, 701, 370, 260"
  })
  void areThoseThatWereWrittenAtEveryPlace(
      int width, int height, int levelWidth, int levelHeight, @TempDir Path folder)
      throws IOException {
    try (var slide = open(folder, width, height, levelWidth, levelHeight)) {
      var random = new Random(3);
      var difference = new Difference();
      for (int i = 0; i < 40; i++) {
        int w = 1 + random.nextInt(90);
        int h = 1 + random.nextInt(90);
        int x = i % 5 == 0 ? levelWidth - w : random.nextInt(levelWidth - w);
        int y = i % 7 == 0 ? levelHeight - h : random.nextInt(levelHeight - h);
        compare(slide, x, y, w, h, difference);
      }
      compare(slide, 0, 0, levelWidth, levelHeight, difference);
      difference.assertSmall();
    }
  }

  @Test
  void haveTheBackgroundOutsideTheLevel(@TempDir Path folder) throws IOException {
    try (var slide = open(folder, 2049, 1025, 1024, 512)) {
      var level = slide.levels().get(1);
      var image = slide.read(new LevelRegion(level, -7, 500, 30, 40));
      assertThat(image.rgb(6, 5)).isEqualTo(0xffffff);
      assertThat(image.rgb(20, 12)).isEqualTo(0xffffff);
      assertThat(image.rgb(29, 39)).isEqualTo(0xffffff);
      var difference = new Difference();
      difference.add(image.rgb(8, 3), noise(1, 503));
      difference.add(image.rgb(7, 11), noise(0, 511));
      assertThat(difference.most).isLessThanOrEqualTo(MOST);
      var corner = slide.read(new LevelRegion(level, 1020, 508, 9, 9));
      assertThat(corner.rgb(4, 2)).isEqualTo(0xffffff);
      assertThat(corner.rgb(2, 4)).isEqualTo(0xffffff);
    }
  }

  private static Slide open(Path folder, int width, int height, int levelWidth, int levelHeight)
      throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(width, height, (x, y) -> 0x808080);
    tiff.rgb(levelWidth, levelHeight, LevelPixelsTest::noise).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    return SlideFormats.open(tiff.write(folder.resolve("noise.tif")));
  }

  private static int noise(int x, int y) {
    int mixed = ((x * 73_856_093) ^ (y * 19_349_663)) * 0x9e3779b1;
    return mixed >>> 8;
  }

  private static void compare(Slide slide, int x, int y, int w, int h, Difference difference)
      throws IOException {
    RgbImage image = slide.read(new LevelRegion(slide.levels().get(1), x, y, w, h));
    for (int row = 0; row < h; row++) {
      for (int column = 0; column < w; column++) {
        difference.add(image.rgb(column, row), noise(x + column, y + row));
      }
    }
  }

  private static final class Difference {
    private int most;
    private long sum;
    private long count;

    void add(int actual, int expected) {
      for (int shift = 0; shift < 24; shift += 8) {
        int difference = Math.abs(((actual >> shift) & 0xff) - ((expected >> shift) & 0xff));
        most = Math.max(most, difference);
        sum += difference;
        count++;
      }
    }

    void assertSmall() {
      assertThat(most).as("grey levels").isLessThanOrEqualTo(MOST);
      assertThat((double) sum / count).as("in the mean").isLessThan(MOST_IN_THE_MEAN);
    }
  }
}
