// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.AnisotropicMppException;
import org.contextile.library.wsi.slide.ContradictoryMppException;
import org.contextile.library.wsi.slide.MissingMppException;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The size of pixels beside the magnification, the other axis, the tags and the page's size. */
class PixelSizeTest {
  @TempDir Path folder;

  @Test
  void asksForTheSizeWhereMagnificationContradictsIt() throws IOException {
    var file = TestSlides.path("../cases/mpp-8.svs");
    try (var slide = SlideFormats.open(file)) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(ContradictoryMppException.class)
          .hasMessageContainingAll("mpp-8.svs", "8.07 µm", "20x");
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.5)))) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.5);
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains("0.5 µm", "8.07 µm", "20x");
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(8.07)))) {
      assertThat(slide.requireMpp().value()).isEqualTo(8.07);
      assertThat(slide.plausibility().warnings())
          .anySatisfy(it -> assertThat(it).contains("mppOverride says 8.07", "20x"));
    }
  }

  /** Line scanners, cameras of 3DHISTECH, Olympus and Zeiss, and pixels added up in pairs. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 40", "0.2527, 40", "0.499, 20", "0.5, 20", "0.263, 40", "0.228, 40", "0.4532, 20",
    "0.2325, 40", "0.465, 20", "0.2325, 20", "0.1725, 40", "0.345, 20", "0.1725, 20", "0.65, 20",
    "1, 10", "2, 5", "0.1945, 40", "4, 2.5", "0.1, 100"
  })
  void believesWhatScannersWrite(String mpp, String power) throws IOException {
    try (var slide = aperio(mpp, power, "512x384 (64x64)")) {
      assertThat(slide.requireMpp().value()).isEqualTo(Double.parseDouble(mpp));
      assertThat(slide.plausibility().warnings()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"2.5, 40", "8.07, 20", "1.0, 40", "12, 5", "0.03, 40", "19, 2"})
  void asksWhereNoMicroscopeHasSuchPixels(String mpp, String power) throws IOException {
    try (var slide = aperio(mpp, power, "512x384 (64x64)")) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(ContradictoryMppException.class)
          .hasMessageContaining(Mpp.text(Double.parseDouble(mpp)) + " µm")
          .hasMessageContaining(power + "x");
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 40", "1.0, 20", "0.25, 10", "0.08, 40"})
  void saysWhatIsUnusualAndUsesIt(String mpp, String power) throws IOException {
    try (var slide = aperio(mpp, power, "512x384 (64x64)")) {
      assertThat(slide.requireMpp().value()).isEqualTo(Double.parseDouble(mpp));
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains(Mpp.text(Double.parseDouble(mpp)) + " µm", power + "x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000", "60", "20.5", "0.001"})
  void asksWhereTheFigureIsNoSlides(String mpp) throws IOException {
    try (var slide = aperio(mpp, "20", "512x384 (64x64)")) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(MissingMppException.class)
          .isNotInstanceOf(ContradictoryMppException.class)
          .hasMessageContainingAll(mpp + " × " + mpp + " µm", "20x, where 0.17 to 0.68");
    }
  }

  /** pyvips writes 1 px/mm for an array of numpy. */
  @Test
  void asksWhereTheResolutionTagsAreThoseOfALibrary() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(512, 384, (x, y) -> 0x808080).mpp(1000, 1000);
    var file = tiff.write(folder.resolve("numpy.tif"));
    try (var slide = SlideFormats.open(file)) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(MissingMppException.class)
          .hasMessageContaining("1000 × 1000 µm");
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.5)))) {
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains("0.5 µm", "1000 × 1000 µm");
    }
  }

  @Test
  void refusesPixelsThatAreNotSquare() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path("../cases/anisotropic.tif"))) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(AnisotropicMppException.class)
          .hasMessageContainingAll("0.25 µm", "0.5 µm");
    }
  }

  /** A tool made the slide smaller, and copied its description. */
  @ParameterizedTest
  @ValueSource(strings = {"1024x768 (64x64)", "4000x3000 [10,20 1024x768] (64x64)"})
  void asksWhereTheDescriptionIsOfALargerImage(String size) throws IOException {
    try (var slide = aperio("0.25", "40", size)) {
      assertThatThrownBy(slide::requireMpp)
          .isInstanceOf(ContradictoryMppException.class)
          .hasMessageContainingAll("1024 × 768", "512 × 384", "0.25 µm");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4000x3000 [10,20 512x384] (64x64)", "515x384 (64x64)", "no size"})
  void takesTheDescriptionsOfCropsAndOfOthers(String size) throws IOException {
    try (var slide = aperio("0.25", "40", size)) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.25);
      assertThat(slide.plausibility().warnings()).isEmpty();
    }
  }

  @Test
  void asksWhereOmesXmlIsOfALargerImage() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(512, 384, (x, y) -> 0x808080)
        .text(TiffTag.IMAGE_DESCRIPTION, "<OME><Image><Pixels SizeX=\"2048\" SizeY=\"1536\"/>");
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("a.ome.tif")))) {
      assertThatThrownBy(slide::requireMpp).hasMessageContainingAll("2048 × 1536", "512 × 384");
    }
  }

  @Test
  void saysThatTheUserAndTheFileDiffer() throws IOException {
    var file = aperioFile("0.499", "20", "512x384 (64x64)");
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.25)))) {
      assertThat(slide.plausibility().warnings())
          .containsExactly("The file says 0.499 µm per pixel; mppOverride, 0.25, is used.");
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.5)))) {
      assertThat(slide.plausibility().warnings()).isEmpty();
    }
  }

  @Test
  void saysThatTheResolutionTagsDifferFromTheVendorsField() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    describe(tiff, "0.25", "40", "512x384 (64x64)").mpp(0.5, 0.5);
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("tags.svs")))) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.25);
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains("0.25 µm", "tags say 0.5");
    }
  }

  private Slide aperio(String mpp, String power, String size) throws IOException {
    return SlideFormats.open(aperioFile(mpp, power, size));
  }

  private Path aperioFile(String mpp, String power, String size) throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    describe(tiff, mpp, power, size);
    return tiff.write(folder.resolve("a.svs"));
  }

  private static TiffBuilder.Page describe(
      TiffBuilder tiff, String mpp, String power, String size) {
    return tiff.rgb(512, 384, (x, y) -> 0x808080)
        .without(TiffTag.X_RESOLUTION)
        .without(TiffTag.Y_RESOLUTION)
        .text(
            TiffTag.IMAGE_DESCRIPTION,
            "Aperio Image Library v12.0.5\r\n%s|AppMag = %s|MPP = %s".formatted(size, power, mpp));
  }
}
