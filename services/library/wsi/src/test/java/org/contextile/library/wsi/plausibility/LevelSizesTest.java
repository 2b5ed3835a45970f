// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.LevelScale;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.library.wsi.tile.TileGridSpec;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels that are padded or cropped are left out; those of ordinary writers are not. */
class LevelSizesTest {
  @TempDir Path folder;

  @Test
  void leavesPaddedLevelsOutOfEveryFigure() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path("../cases/padded-levels.tif"))) {
      assertThat(slide.levels()).extracting(Level::index).containsExactly(0);
      assertThat(slide.reader().levels()).hasSize(3);
      assertThat(slide.plausibility().warnings())
          .anySatisfy(it -> assertThat(it).contains("Level 1", "512 × 256", "1536 × 1024"))
          .anySatisfy(it -> assertThat(it).contains("Level 2", "6 times", "4 times"));
      var tissue = TissueMask.of(slide, TissueSettings.DEFAULT);
      assertThat(tissue.fraction()).isCloseTo(0.8, within(0.02));
      assertThat(tissue.widthPx()).isEqualTo(96);
      assertThat(tissue.heightPx()).isEqualTo(64);
      var grid = TileGrid.of(slide, new TileGridSpec(0.5, 112, 0, 0.5), tissue);
      assertThat(grid.tiles().size()).isBetween(70, 117);
    }
  }

  /** Writers round down, up, once, at every level, and shrink by other numbers than two. */
  @ParameterizedTest
  @CsvSource({
    "4443, 3567, 2221, 1783, 2",
    "2220, 2967, 278, 371, 8",
    "2049, 1025, 1024, 512, 2",
    "2049, 1025, 1025, 513, 2",
    "1029, 1029, 114, 114, 9",
    "46000, 32914, 2875, 2057, 16",
    "123496, 88742, 3859, 2773, 32",
    "40004, 30003, 10000, 7500, 4",
    "1218, 1017, 609, 508, 2",
    "1000, 701, 370, 260, 2.6994"
  })
  void takesLevelsThatWereRounded(
      long width, long height, long levelWidth, long levelHeight, double scale) {
    assertThat(LevelScale.of(width, height, levelWidth, levelHeight).orElseThrow())
        .isCloseTo(scale, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "1536, 1024, 512, 256",
    "1536, 1024, 256, 256",
    "40000, 30100, 10000, 7424",
    "40000, 30000, 10240, 7552",
    "3000, 2000, 1500, 1003",
    "3000, 2000, 1500, 1500"
  })
  void leavesOutWhatNoOneNumberMakes(long width, long height, long levelWidth, long levelHeight) {
    assertThat(LevelScale.of(width, height, levelWidth, levelHeight)).isEmpty();
  }

  @Test
  void keepsTheLevelsOfTheSlidesThatAreRight() throws IOException {
    for (var name :
        new String[] {
          TestSlides.TCGA,
          TestSlides.DICOM_SERIES + "/volume-2220.dcm",
          "slides/cmu-1-dicom-levels/volume-2220.dcm",
          "slides/vendors/hamamatsu-test3-DAPI.ndpi",
          "slides/vendors/aperio-A9K0_1.svs",
          TestSlides.CMU_SMALL,
          "cohort-lung/slides/lung-002.tiff",
          "cohort-glas/slides/glas-train-1.tif",
          "../cases/thirds.tif",
          "../cases/dz-255.tif",
          "../cases/sparse.tif"
        }) {
      try (var slide = SlideFormats.open(TestSlides.path(name))) {
        assertThat(slide.levels()).as(name).isEqualTo(slide.reader().levels());
        assertThat(slide.plausibility().warnings()).as(name).isEmpty();
      }
    }
  }

  /** 500 px, a third, padded from 167 to 256: both axes shrink alike, and only the tags tell. */
  @Test
  void findsThePaddedLevelOfASquareSlideByItsResolutionTags() throws IOException {
    var tiff = TiffBuilder.big(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(500, 500, (x, y) -> 0x808080).mpp(0.5, 0.5);
    tiff.rgb(256, 256, (x, y) -> 0x808080).mpp(1.5, 1.5).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    tiff.rgb(125, 125, (x, y) -> 0x808080).mpp(2, 2).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("square.tif")))) {
      assertThat(slide.levels()).extracting(Level::widthPx).containsExactly(500L, 125L);
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains("256 × 256", "1.953 times", "3 times");
      assertThat(slide.thumbnail(125).widthPx()).isEqualTo(125);
    }
  }

  @Test
  void readsAnOverviewPastALevelThatWasLeftOut() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(640, 384, (x, y) -> x < 320 ? 0xff0000 : 0x0000ff);
    tiff.rgb(256, 192, (x, y) -> 0x00ff00).shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    tiff.rgb(160, 96, (x, y) -> x < 80 ? 0xff0000 : 0x0000ff)
        .mpp(2, 2)
        .shorts(TiffTag.NEW_SUBFILE_TYPE, 1);
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("green.tif")))) {
      assertThat(slide.levels()).extracting(Level::index).containsExactly(0, 2);
      for (int side : new int[] {640, 300, 160, 70, 10}) {
        var image = slide.thumbnail(side);
        assertThat(image.rgb(1, 1)).isEqualTo(0xff0000);
        assertThat(image.rgb(image.widthPx() - 2, 1)).isEqualTo(0x0000ff);
      }
    }
  }
}
