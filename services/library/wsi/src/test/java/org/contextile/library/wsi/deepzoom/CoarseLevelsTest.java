// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.deepzoom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;
import org.junit.jupiter.api.Test;

class CoarseLevelsTest {
  @Test
  void areAllButTheFinestOfAFlatSlide() {
    assertThat(of(100_000, 80_000, 1)).hasValueSatisfying(it -> assertBase(it, 0, 0));
    assertThat(of(3_000, 2_000, 1)).hasValueSatisfying(it -> assertBase(it, 0, 0));
  }

  @Test
  void areNoneWhereTheFileHalvesDownToATile() {
    assertThat(of(2_016, 2_016, 1, 2, 4, 8)).isEmpty();
    assertThat(of(250, 200, 1)).isEmpty();
  }

  /** A tile between levels of a factor of four reads four of its size: made when asked for. */
  @Test
  void beginAtALevelOfTheFileThatIsCheapToRead() {
    assertThat(of(102_400, 81_920, 1, 4, 16)).hasValueSatisfying(it -> assertBase(it, 2, 4));
    assertThat(of(20_480, 16_384, 1, 4, 16)).hasValueSatisfying(it -> assertBase(it, 1, 2));
  }

  @Test
  void beginBelowAGapHoweverLargeTheLevelIs() {
    assertThat(of(102_400, 81_920, 1, 32)).hasValueSatisfying(it -> assertBase(it, 0, 0));
    assertThat(of(102_400, 81_920, 1, 2)).hasValueSatisfying(it -> assertBase(it, 1, 1));
  }

  @Test
  void beginAtALevelThatIsSmallerByAPowerOfTwo() {
    assertThat(of(90_000, 60_000, 1, 3)).hasValueSatisfying(it -> assertBase(it, 0, 0));
    assertThat(of(3_000, 3_000, 1, 3)).hasValueSatisfying(it -> assertBase(it, 0, 0));
  }

  private static void assertBase(CoarseLevels levels, int index, int exponent) {
    assertThat(levels.base().index()).isEqualTo(index);
    assertThat(levels.exponent()).isEqualTo(exponent);
  }

  private static Optional<CoarseLevels> of(long width, long height, int... downsamples) {
    List<Level> levels = new ArrayList<>();
    for (int downsample : downsamples) {
      levels.add(
          new Level(levels.size(), width / downsample, height / downsample, downsample, 256, 256));
    }
    return CoarseLevels.of(
        Slide.of(
            new MemoryReader(TestPattern.PRIME) {
              @Override
              public List<Level> levels() {
                return levels;
              }
            }));
  }
}
