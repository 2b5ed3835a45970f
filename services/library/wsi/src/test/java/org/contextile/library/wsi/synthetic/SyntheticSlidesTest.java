// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.MppSource;
import org.contextile.library.wsi.tissue.TissueMask;
import org.contextile.library.wsi.tissue.TissueSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticSlidesTest {
  @Test
  void writesAPyramidThatOpenSlideReads(@TempDir Path folder) throws IOException {
    var file = folder.resolve("a.tiff");
    SyntheticSlides.write(new SyntheticSlideSpec(1, 2048, 0.5, SectionClass.TUMOUR), file);
    try (var slide = SlideFormats.open(file)) {
      slide.verify();
      assertThat(slide.vendor()).isEqualTo("generic-tiff");
      assertThat(slide.levels())
          .extracting(Level::widthPx)
          .containsExactly(2048L, 1024L, 512L, 256L);
      assertThat(slide.levels()).extracting(Level::downsample).containsExactly(1.0, 2.0, 4.0, 8.0);
      assertThat(slide.levels().getFirst().tileWidthPx()).isEqualTo(256);
      assertThat(slide.requireMpp()).isEqualTo(new Mpp(0.5, 0.5, MppSource.TIFF_RESOLUTION));
    }
  }

  @Test
  void writesTheSameFileForTheSameSeed(@TempDir Path folder) throws IOException {
    var spec = new SyntheticSlideSpec(7, 1024, 0.5, SectionClass.TUMOUR);
    SyntheticSlides.write(spec, folder.resolve("a.tiff"));
    SyntheticSlides.write(spec, folder.resolve("b.tiff"));
    assertThat(Files.mismatch(folder.resolve("a.tiff"), folder.resolve("b.tiff"))).isEqualTo(-1);
  }

  @Test
  void readsBackNearlyWhatItRendered(@TempDir Path folder) throws IOException {
    var spec = new SyntheticSlideSpec(3, 600, 0.5, SectionClass.NORMAL);
    var file = folder.resolve("a.tiff");
    SyntheticSlides.write(spec, file);
    var rendered = SyntheticSlides.render(spec, SectionLayout.of(spec));
    try (var slide = SlideFormats.open(file)) {
      var read = slide.readRegion(slide.levels().getFirst(), 0, 0, 600, 600);
      long difference = 0;
      for (int i = 0; i < rendered.pixels().length; i++) {
        difference += Math.abs((rendered.pixels()[i] & 0xff) - (read.pixels()[i] & 0xff));
      }
      assertThat((double) difference / rendered.pixels().length).isLessThan(6);
    }
  }

  @Test
  void rendersACohortWithTumourInATenthToAThirdOfTheTissue(@TempDir Path folder)
      throws IOException {
    var cohort = SyntheticSlides.writeCohort(folder, 4, 1024, 0.5, 11);
    assertThat(Files.readAllLines(folder.resolve("labels.csv")))
        .hasSize(5)
        .first()
        .isEqualTo("slide,patient,label,tumour_fraction");
    for (var member : cohort) {
      if (member.shows() == SectionClass.TUMOUR) {
        assertThat(member.tumourFraction()).isBetween(0.1, 0.3);
      } else {
        assertThat(member.tumourFraction()).isZero();
      }
      try (var slide = SlideFormats.open(member.file())) {
        assertThat(TissueMask.of(slide, TissueSettings.DEFAULT).fraction()).isBetween(0.25, 0.8);
      }
    }
  }
}
