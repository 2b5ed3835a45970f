// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares tissue with what scikit-image finds; {@code tissue_reference.py} made the masks. */
class TissueReferenceTest {
  /** As before ink and faint stains were seen; the rest is the shape of the closing kernel. */
  @ParameterizedTest
  @CsvSource({
    "slides/CMU-1-Small-Region.svs, 0.97",
    "slides/TCGA-CR-7395-01A-01-TS1.svs, 0.97",
    "cohort-lung/slides/lung-002.tiff, 0.97",
    "cohort-lung/slides/lung-024.tiff, 0.97",
    "cohort-glas/slides/glas-train-1.tif, 0.97",
    "cohort-glas/slides/glas-testB-1.tif, 0.97"
  })
  void findsOnRealSlidesWhatItFoundBefore(String name, double leastIou) throws IOException {
    var mpp = name.contains("TCGA") ? Optional.of(Mpp.override(0.25)) : Optional.<Mpp>empty();
    try (var slide = SlideFormats.open(TestSlides.path(name), mpp)) {
      var found = find(slide);
      assertThat(found.faint()).isFalse();
      assertThat(found.mask().penFraction()).isLessThan(0.001);
      assertThat(iou(found.mask(), reference(name))).isGreaterThan(leastIou);
    }
  }

  @Test
  void takesPenOnGlassForNoTissue() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.caseFile("pen.tif"))) {
      var found = find(slide).mask();
      assertThat(found.fraction()).isZero();
      assertThat(found.penFraction()).isCloseTo(fraction(reference("pen.tif")), within(0.01));
    }
  }

  @Test
  void findsAFadedStain() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.caseFile("faded-15.tif"))) {
      var found = find(slide);
      assertThat(found.faint()).isTrue();
      assertThat(found.mask().penFraction()).isZero();
      assertThat(iou(found.mask(), reference("faded-15.tif"))).isGreaterThan(0.95);
    }
  }

  @ParameterizedTest
  @CsvSource({"white0.tif", "white1.tif"})
  void findsNothingOnBlankGlass(String name) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.caseFile(name))) {
      var found = find(slide);
      assertThat(found.mask().fraction()).isZero();
      assertThat(found.mask().largestSmallPieceLevel0Px2()).isZero();
    }
  }

  private static FoundTissue find(Slide slide) throws IOException {
    double downsample = TissueMask.downsample(slide, TissueSettings.DEFAULT);
    return TissueMask.find(slide, downsample, slide.overview(downsample), TissueSettings.DEFAULT);
  }

  private static Raster reference(String name) throws IOException {
    String stem = name.substring(name.lastIndexOf('/') + 1, name.lastIndexOf('.'));
    try (var png = TissueReferenceTest.class.getResourceAsStream(stem + ".png")) {
      return ImageIO.read(Objects.requireNonNull(png)).getRaster();
    }
  }

  private static double fraction(Raster mask) {
    int count = 0;
    for (int y = 0; y < mask.getHeight(); y++) {
      for (int x = 0; x < mask.getWidth(); x++) {
        count += mask.getSample(x, y, 0) != 0 ? 1 : 0;
      }
    }
    return (double) count / (mask.getWidth() * mask.getHeight());
  }

  private static double iou(TissueMask found, Raster reference) {
    assertThat(found.widthPx()).isEqualTo(reference.getWidth());
    assertThat(found.heightPx()).isEqualTo(reference.getHeight());
    int both = 0;
    int either = 0;
    for (int y = 0; y < found.heightPx(); y++) {
      for (int x = 0; x < found.widthPx(); x++) {
        boolean here = found.at(x, y);
        boolean there = reference.getSample(x, y, 0) != 0;
        both += here && there ? 1 : 0;
        either += here || there ? 1 : 0;
      }
    }
    return (double) both / either;
  }
}
