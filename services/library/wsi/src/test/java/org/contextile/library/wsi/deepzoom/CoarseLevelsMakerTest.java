// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.AreaAverage;
import org.contextile.library.wsi.slide.LevelPass;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoarseLevelsMakerTest {
  private static final TestPattern ODD =
      new TestPattern(List.of(new TestPattern.Size(2049, 1787)), 80, 48);

  @TempDir private Path folder = Path.of("");

  /** The tiles of a slide's coarse levels by their names, before they are encoded. */
  private static final class Kept implements CoarseLevelsMaker.Tiles {
    private final Map<String, RgbImage> tiles = new HashMap<>();

    @Override
    public void write(int level, int column, int row, RgbImage tile) {
      assertThat(tiles.put(level + "/" + column + "_" + row, tile)).isNull();
    }

    @Override
    public void close() {}
  }

  @Test
  void everyPixelIsTheMeanOfWhatLiesUnderIt() throws Exception {
    var slide = Slide.of(new MemoryReader(ODD));
    Map<String, RgbImage> tiles = make(slide);
    int last = DeepZoom.levels(2049, 1787) - 1;
    for (int level = 0; level < last; level++) {
      int factor = 1 << (last - level);
      var mean = slide.overview(factor).image();
      double sum = 0;
      int count = 0;
      for (int row = 0; DeepZoom.contains(2049, 1787, level, 0, row); row++) {
        for (int column = 0; DeepZoom.contains(2049, 1787, level, column, row); column++) {
          var tile = Objects.requireNonNull(tiles.remove(level + "/" + column + "_" + row));
          int left = Math.max(0, 254 * column - 1);
          int top = Math.max(0, 254 * row - 1);
          for (int i = 0; i < tile.widthPx() * tile.heightPx(); i++) {
            int x = left + i % tile.widthPx();
            int y = top + i / tile.widthPx();
            // At an odd edge a halving weighs what is left as if it were whole.
            if ((x + 1) * factor > 2049 || (y + 1) * factor > 1787) {
              continue;
            }
            int here = tile.rgb(x - left, y - top);
            int there = mean.rgb(x, y);
            for (int shift = 0; shift <= 16; shift += 8) {
              int off = (here >> shift & 0xff) - (there >> shift & 0xff);
              // Rounded at every halving, where the mean is rounded once.
              assertThat(Math.abs(off)).as("level %d", level).isLessThanOrEqualTo(2);
              sum += off;
              count++;
            }
          }
        }
      }
      // The mean rounds halves up, we round them to even.
      assertThat(sum / Math.max(1, count)).as("level %d", level).isBetween(-0.5, 0.1);
    }
    assertThat(tiles).isEmpty();
  }

  @Test
  void whatCannotBeReadIsGrey() throws Exception {
    var slide = Slide.of(new MemoryReader(ODD, 2, 3));
    String finest = (DeepZoom.levels(2049, 1787) - 2) + "/0_0";
    var tile = Objects.requireNonNull(make(slide).get(finest));
    assertThat(tile.rgb(90, 80)).isEqualTo(AreaAverage.UNREADABLE);
    assertThat(tile.rgb(10, 10)).isNotEqualTo(AreaAverage.UNREADABLE);
  }

  @Test
  void showsTheWholeSlideInItsOwnAspect() throws Exception {
    var slide = Slide.of(new MemoryReader(ODD));
    var levels = CoarseLevels.of(slide).orElseThrow();
    try (var maker = new CoarseLevelsMaker(slide, levels, new Kept(), 1000)) {
      LevelPass.read(slide, levels.base(), List.of(maker));
      maker.complete();
      var picture = maker.picture(1000).orElseThrow();
      assertThat(picture.widthPx()).isEqualTo(1000);
      assertThat(picture.heightPx()).isEqualTo(872);
    }
  }

  @Test
  void writesTilesThatAreReadBackAndTheSameEveryTime() throws Exception {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var first = write(slide, "first.zip");
      assertThat(Files.mismatch(first, write(slide, "second.zip"))).isEqualTo(-1);
      try (var pack = TilePack.open(first)) {
        assertThat(pack.tile(12, 0, 0)).isEmpty();
        assertThat(pack.tile(11, 5, 0)).isEmpty();
        var stored = ImageIO.read(new ByteArrayInputStream(pack.tile(10, 1, 1).orElseThrow()));
        var tile = new DeepZoom(slide).tile(10, 1, 1).orElseThrow();
        var made = ImageIO.read(new ByteArrayInputStream(tile.toJpeg(DeepZoom.QUALITY)));
        assertThat(stored.getWidth()).isEqualTo(made.getWidth());
        assertThat(stored.getHeight()).isEqualTo(made.getHeight());
        double off = 0;
        for (int i = 0; i < tile.widthPx() * tile.heightPx(); i++) {
          int x = i % tile.widthPx();
          int y = i / tile.widthPx();
          off += Math.abs((stored.getRGB(x, y) >> 8 & 0xff) - (made.getRGB(x, y) >> 8 & 0xff));
        }
        assertThat(off / (tile.widthPx() * tile.heightPx())).isLessThan(1.5);
      }
    }
  }

  private Path write(Slide slide, String name) throws IOException {
    var file = folder.resolve(name);
    var levels = CoarseLevels.of(slide).orElseThrow();
    try (var maker = new CoarseLevelsMaker(slide, levels, file, 1024)) {
      LevelPass.read(slide, levels.base(), List.of(maker));
      maker.complete();
    }
    return file;
  }

  private static Map<String, RgbImage> make(Slide slide) throws IOException {
    var kept = new Kept();
    var levels = CoarseLevels.of(slide).orElseThrow();
    assertThat(levels.exponent()).isZero();
    try (var maker = new CoarseLevelsMaker(slide, levels, kept, 1024)) {
      LevelPass.read(slide, levels.base(), List.of(maker));
      maker.complete();
    }
    return kept.tiles;
  }
}
