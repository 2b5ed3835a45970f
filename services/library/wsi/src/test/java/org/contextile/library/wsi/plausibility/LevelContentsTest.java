// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffBuilder.Painter;
import org.contextile.library.wsi.tiff.TiffTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Coarse levels that show other colours than level 0, though all figures fit. */
class LevelContentsTest {
  @TempDir Path folder;

  /** wsidicomizer 0.26.1 labelled the YCbCr of all levels but the first RGB. */
  @Test
  void leavesOutTheLevelsOfFalseColours() throws IOException {
    var file = TestSlides.path(TestSlides.DICOM_SERIES).resolve("volume-2220.dcm");
    try (var slide = SlideFormats.open(file)) {
      Slide sound = LevelContents.sound(slide);
      assertThat(sound.levels()).extracting(Level::index).containsExactly(0);
      assertThat(sound.plausibility().warnings())
          .hasSize(4)
          .allSatisfy(it -> assertThat(it).contains("left out", "differ from those of level 0"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slides/cmu-1-dicom-levels/volume-2220.dcm",
        "slides/vendors/hamamatsu-test3-DAPI.ndpi",
        TestSlides.TCGA,
        "cohort-lung/slides/lung-002.tiff",
        "cohort-lung/slides/lung-050.tiff",
        "cohort-glas/slides/glas-train-1.tif",
        "../cases/thirds.tif",
        "../cases/sparse.tif"
      })
  void keepsTheLevelsOfOthers(String name) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(name))) {
      assertThat(LevelContents.sound(slide)).isSameAs(slide);
    }
  }

  /** Taking every other pixel of noise is the coarsest way to shrink. */
  @Test
  void keepsALevelOfEveryOtherPixel() throws IOException {
    Painter noise = (x, y) -> (((x * 73_856_093) ^ (y * 19_349_663)) * 0x9e3779b1) >>> 8;
    try (var slide = open(noise, (x, y) -> noise.rgb(2 * x, 2 * y))) {
      assertThat(LevelContents.sound(slide).levels()).hasSize(2);
    }
  }

  @Test
  void leavesOutALevelThatIsPaddedOnBothAxesOrMirrored() throws IOException {
    Painter section = (x, y) -> (x / 100 + y / 100) % 2 == 0 && x < 300 ? 0xc04080 : 0xf0f0f0;
    try (var padded =
            open(section, (x, y) -> x < 190 && y < 190 ? section.rgb(3 * x, 3 * y) : 0xffffff);
        var mirrored = open(section, (x, y) -> section.rgb(2 * (255 - x), 2 * y));
        var right = open(section, (x, y) -> section.rgb(2 * x, 2 * y))) {
      assertThat(LevelContents.sound(padded).levels()).hasSize(1);
      assertThat(LevelContents.sound(mirrored).levels()).hasSize(1);
      assertThat(LevelContents.sound(right).levels()).hasSize(2);
    }
  }

  private Slide open(Painter level0, Painter level1) throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(512, 512, level0);
    tiff.rgb(256, 256, level1).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    return SlideFormats.open(tiff.write(folder.resolve(System.nanoTime() + ".tif")));
  }
}
