// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tiff.TiffFile;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeSlideTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesASlideOfAnySizeThatOpenSlideReads(boolean big, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("large.tif");
    AtomicReference<Double> told = new AtomicReference<>(0.0);

    long bytes = LargeSlide.write(file, 2500, 2100, 0.25, 1, big, told::set);

    assertThat(told.get()).isEqualTo(1);
    assertThat(file).hasSize(bytes);
    assertThat(TiffFile.read(file).orElseThrow().isBig()).isEqualTo(big);
    try (Slide slide = SlideFormats.open(file)) {
      slide.verify();
      assertThat(slide.requireMpp().value()).isEqualTo(0.25);
      assertThat(slide.plausibility().warnings()).isEmpty();
      assertThat(slide.levels())
          .extracting(Level::widthPx)
          .containsExactly(2500L, 1250L, 625L, 312L);
      assertThat(slide.levels())
          .extracting(Level::heightPx)
          .containsExactly(2100L, 1050L, 525L, 262L);
      assertThat(TissueMask.of(slide, TissueSettings.DEFAULT).fraction()).isBetween(0.25, 0.8);
      // The coarsest level shows what the finest does.
      Level coarse = slide.levels().get(3);
      RgbImage small = slide.readRegion(coarse, 0, 0, 312, 262);
      RgbImage fine = slide.readRegion(slide.levels().getFirst(), 0, 0, 2500, 2100);
      assertThat(difference(small, fine.resized(312, 262))).isLessThan(8);
    }
  }

  private static double difference(RgbImage one, RgbImage other) {
    long sum = 0;
    for (int i = 0; i < one.pixels().length; i++) {
      sum += Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff));
    }
    return (double) sum / one.pixels().length;
  }
}
