// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tissue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.kit.MemoryReader;
import org.contextile.library.wsi.kit.TestPattern;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Overview;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.synthetic.FlatTiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.geojson.GeoJsonReader;

class TissueMaskTest {
  private static final int SIDE = 200;

  @Test
  void doesNotTakeWhatCannotBeReadForBackground() throws IOException {
    var blank = new TissueMask(2, 2, new byte[4], 1);
    assertThat(blank.unreadableFraction()).isZero();
    try (var slide = Slide.of(new MemoryReader(TestPattern.PRIME, 2, 3))) {
      var mask = TissueMask.of(slide, new TissueSettings(4, 0, 0, 0, false));
      assertThat(mask.level0PerPx()).isEqualTo(8);
      // One broken stored tile spoils a piece of 128 px.
      assertThat(mask.unreadableFraction()).isEqualTo(16 * 16 / (127.0 * 95));
      assertThat(mask.isUnreadable(20, 20)).isTrue();
      assertThat(mask.at(20, 20)).isFalse();
      assertThat(mask.isUnreadable(40, 20)).isFalse();
      var rendered = ImageIO.read(new ByteArrayInputStream(mask.toPng()));
      assertThat(rendered.getRaster().getSample(20, 20, 0)).isEqualTo(128);
      assertSame(TissueMask.fromPng(mask.toPng(), 8), mask);
    }
  }

  private static void assertSame(TissueMask read, TissueMask written) {
    assertThat(read.widthPx()).isEqualTo(written.widthPx());
    assertThat(read.heightPx()).isEqualTo(written.heightPx());
    assertThat(read.toPng()).isEqualTo(written.toPng());
    assertThat(read.fraction()).isEqualTo(written.fraction());
    assertThat(read.unreadableFraction()).isEqualTo(written.unreadableFraction());
  }

  @Test
  void isTheSameFromItsPng() {
    var image = glass();
    fill(image, 50, 50, 100, 0xdd88bb);
    var mask = mask(image, 8);
    assertSame(TissueMask.fromPng(mask.toPng(), mask.level0PerPx()), mask);
    assertThatThrownBy(() -> TissueMask.fromPng(new byte[] {1, 2, 3}, 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void findsAStainedSquareAndItsHole() {
    var image = glass();
    fill(image, 50, 50, 100, 0xdd88bb);
    fill(image, 80, 80, 40, 0xf3f3f3);
    var mask = mask(image, 8);
    assertThat(mask.fraction()).isCloseTo((10_000 - 1_600) / 40_000.0, within(0.005));
    assertThat(mask.at(60, 60)).isTrue();
    assertThat(mask.at(100, 100)).isFalse();
    assertThat(mask.outline().getArea()).isCloseTo(8_400 * 256.0, within(8_400 * 256 * 0.05));
    var expected = new Envelope(50.5 * 16, 149.5 * 16, 50.5 * 16, 149.5 * 16);
    assertThat(mask.outline().getEnvelopeInternal().equals(expected)).isTrue();
  }

  @Test
  void fillsSmallHolesAndDropsSmallPieces() {
    var image = glass();
    fill(image, 50, 50, 100, 0xdd88bb);
    fill(image, 90, 90, 10, 0xf3f3f3);
    fill(image, 10, 10, 12, 0xdd88bb);
    var mask = mask(image, 8);
    assertThat(mask.at(95, 95)).isTrue();
    assertThat(mask.at(15, 15)).isFalse();
    assertThat(mask.outline().getNumGeometries()).isEqualTo(1);
  }

  @Test
  void countsSmallerPiecesWhenAskedTo() {
    var image = glass();
    fill(image, 50, 50, 100, 0xdd88bb);
    fill(image, 10, 10, 12, 0xdd88bb);
    var mask = TissueMask.fromPng(mask(image, 8).toPng(), 16);
    double piece = mask.largestSmallPieceLevel0Px2();
    // But for its corners, which smoothing takes.
    assertThat(piece).isBetween(100.0 * 16 * 16, 150.0 * 16 * 16);

    var more = mask.counting(piece, false);

    assertThat(more.at(15, 15)).isTrue();
    assertThat(more.fraction()).isEqualTo(mask.fraction() + piece / (16.0 * 16 * SIDE * SIDE));
    assertThat(more.largestSmallPieceLevel0Px2()).isZero();
    assertSame(more.counting(piece + 1, false), mask);
  }

  @Test
  void findsNoTissueOnABlankOrNoisySlide() {
    var image = glass();
    var random = new Random(5);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (byte) (240 + random.nextInt(8));
    }
    var mask = mask(image, 8);
    assertThat(mask.fraction()).isZero();
    assertThat(mask.outline().isEmpty()).isTrue();
    assertThat(mask.toGeoJson()).contains("FeatureCollection");
  }

  @Test
  void takesNeitherInkNorBlackBordersForTissue() {
    var image = glass();
    fill(image, 0, 0, 60, 0x050505);
    assertThat(mask(image, 8).fraction()).isZero();
  }

  @Test
  void rendersItselfInBlackAndWhite() throws IOException {
    var image = glass();
    fill(image, 50, 50, 100, 0xdd88bb);
    var rendered = ImageIO.read(new ByteArrayInputStream(mask(image, 8).toPng()));
    assertThat(rendered.getColorModel().getNumComponents()).isEqualTo(1);
    assertThat(rendered.getRaster().getSample(100, 100, 0)).isEqualTo(255);
    assertThat(rendered.getRaster().getSample(10, 10, 0)).isZero();
  }

  @Test
  void weighsTissueByArea() {
    var tissue = new byte[16];
    Arrays.fill(tissue, 0, 8, (byte) TissueMask.TISSUE_GREY);
    var mask = new TissueMask(4, 4, tissue, 10);
    assertThat(mask.fraction(0, 0, 40, 40)).isEqualTo(0.5);
    assertThat(mask.fraction(0, 0, 10, 10)).isEqualTo(1);
    assertThat(mask.fraction(5, 15, 10, 10)).isCloseTo(0.5, within(1e-12));
    assertThat(mask.fraction(-10, 0, 20, 10)).isEqualTo(0.5);
    assertThat(mask.fraction(35, 18, 10, 4)).isCloseTo(0.25, within(1e-12));
    assertThat(mask.fraction(100, 100, 10, 10)).isZero();
  }

  @Test
  void outlinesARealSlideAsValidGeoJson() throws IOException, ParseException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var mask = TissueMask.of(slide, TissueSettings.DEFAULT);
      assertThat(mask.fraction()).isBetween(0.3, 0.45);
      assertThat(mask.outline().isValid()).isTrue();
      assertThat(mask.outline().getArea() / (2220.0 * 2967))
          .isCloseTo(mask.fraction(), within(0.04));
      assertThat(new GeoJsonReader().read(mask.toGeoJson()).getArea())
          .isCloseTo(mask.outline().getArea(), within(1000.0));
      assertThat(mask.toGeoJson())
          .contains("\"classification\":{\"name\":\"Tissue\",\"color\":[0,160,80]}", "\"id\":\"")
          .doesNotContain("crs")
          .doesNotContainPattern("\\.\\d\\d");
    }
  }

  @Test
  void needsToKnowTheSizeOfThePixels() throws IOException {
    var file = TestSlides.path(TestSlides.TCGA);
    try (var slide = SlideFormats.open(file)) {
      assertThatThrownBy(() -> TissueMask.of(slide, TissueSettings.DEFAULT))
          .isInstanceOf(MissingMppException.class);
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.25)))) {
      assertThat(TissueMask.of(slide, TissueSettings.DEFAULT).fraction()).isBetween(0.55, 0.75);
    }
  }

  @Test
  void keepsTheMaskSmallWhateverThePixelsAreSaidToBe(@TempDir Path folder) throws IOException {
    var file = FlatTiff.write(folder.resolve("flat.tiff"), 8192, 0.5);
    for (double mpp : new double[] {64, 1e-9}) {
      try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(mpp)))) {
        var mask = TissueMask.of(slide, TissueSettings.DEFAULT);
        assertThat((long) mask.widthPx() * mask.heightPx()).isBetween(1L, 16_000_000L);
        assertThat(mask.fraction()).isZero();
      }
    }
  }

  private static TissueMask mask(RgbImage image, double mpp) {
    return find(image, mpp).mask();
  }

  private static FoundTissue find(RgbImage image, double mpp) {
    return TissueSegmentation.segment(
        new Overview(image, new BitSet()), mpp, 16, TissueSettings.DEFAULT);
  }

  private static RgbImage glass() {
    var image = new RgbImage(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
    fill(image, 0, 0, SIDE, 0xf3f3f3);
    return image;
  }

  private static void fill(RgbImage image, int left, int top, int side, int colour) {
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        int i = 3 * (y * image.widthPx() + x);
        image.pixels()[i] = (byte) (colour >> 16);
        image.pixels()[i + 1] = (byte) (colour >> 8);
        image.pixels()[i + 2] = (byte) colour;
      }
    }
  }
}
