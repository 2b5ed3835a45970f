// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Offset;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaAverageTest {
  private static final TestPattern PATTERN = TestPattern.PRIME;

  /** Every target pixel is summed up on its own, straight from the pattern. */
  @ParameterizedTest
  @CsvSource({"2, 2, 0, 0", "3, 3, 0, 0", "7, 5, 0, 0", "3.7, 2.31, 0.4, 0.9", "1, 1, 0, 0"})
  void givesTheMeanOfTheAreaUnderEachPixel(double scaleX, double scaleY, double left, double top)
      throws Exception {
    var window = new AreaAverage.Window(left, top, scaleX, scaleY, 97, 89);
    var slide = Slide.of(new MemoryReader(PATTERN));
    var image =
        slide.readAveraged(
            slide.levels().getFirst(), 101, 37, 700, 500, AreaAverage.halfUp(window));
    for (int y = 0; y < 89; y++) {
      for (int x = 0; x < 97; x++) {
        assertThat(image.rgb(x, y) >> 16)
            .as("red at (%d, %d)", x, y)
            .isCloseTo(
                red(101 + left + x * scaleX, 37 + top + y * scaleY, scaleX, scaleY),
                Offset.offset(1));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4", "8"})
  void equalsOpenCvsAreaForWholeFactorsPixelForPixel(int factor) throws Exception {
    var slide = Slide.of(new MemoryReader(PATTERN));
    var level = slide.levels().getFirst();
    int width = 960 / factor;
    int height = 720 / factor;
    var whole = slide.readRegion(level, 7, 5, 960, 720).resized(width, height);
    var window = AreaAverage.Window.of(factor, factor, width, height);
    var averaged = slide.readAveraged(level, 7, 5, 960, 720, AreaAverage.halfEven(window));
    assertThat(Arrays.mismatch(averaged.pixels(), whole.pixels())).isEqualTo(-1);
  }

  @Test
  void readsEveryPixelOnceInBlocksOnTheStoredTiles() throws Exception {
    var pixels = new AtomicLong();
    var slide =
        Slide.of(
            new MemoryReader(PATTERN) {
              @Override
              public void read(LevelRegion region, MemorySegment rgb)
                  throws UnreadableRegionException {
                assertThat(region.x() % 64 == 0 || region.x() == 3).isTrue();
                assertThat(region.y() % 48 == 0 || region.y() == 5).isTrue();
                pixels.addAndGet(region.areaPx());
                super.read(region, rgb);
              }
            });
    var window = AreaAverage.Window.of(10, 10, 100, 70);
    var _ =
        slide.readAveraged(slide.levels().getFirst(), 3, 5, 1000, 700, AreaAverage.halfUp(window));
    assertThat(pixels).hasValue(1000 * 700);
  }

  @Test
  void leavesWhatCannotBeReadOutOfTheMeanAndSaysWhere() throws Exception {
    var slide = Slide.of(new MemoryReader(PATTERN, 2, 3));
    var whole = Slide.of(new MemoryReader(PATTERN));
    var overview = slide.overview(4);
    // Read in pieces of 128 px from the block's corner: the broken tile spoils (128, 128) to (256,
    // 256).
    assertThat(overview.unreadable().get(40 * 253 + 40)).isTrue();
    assertThat(overview.image().rgb(40, 40)).isEqualTo(AreaAverage.UNREADABLE);
    assertThat(overview.unreadable().cardinality()).isEqualTo(32 * 32);
    assertThat(overview.image().rgb(80, 40)).isEqualTo(whole.overview(4).image().rgb(80, 40));
    assertThat(whole.overview(4).unreadable().isEmpty()).isTrue();
  }

  private static int red(double left, double top, double width, double height) {
    double sum = 0;
    for (long y = (long) Math.floor(top); y < top + height; y++) {
      double down = Math.min(y + 1.0, top + height) - Math.max((double) y, top);
      for (long x = (long) Math.floor(left); x < left + width; x++) {
        double across = Math.min(x + 1.0, left + width) - Math.max((double) x, left);
        sum += across * down * (PATTERN.rgb(0, x, y) >> 16);
      }
    }
    return (int) Math.round(sum / (width * height));
  }
}
