// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.plausibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.contextile.library.wsi.tiff.TiffTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags that change what the pixels mean, which OpenSlide does not tell. */
class PixelTagsTest {
  @TempDir Path folder;

  record Refused(String tag, Consumer<TiffBuilder.Page> change) {
    @Override
    public String toString() {
      return tag;
    }
  }

  static List<Refused> refused() {
    return List.of(
        new Refused("Orientation (274) is 3", page -> page.shorts(TiffTag.ORIENTATION, 3)),
        new Refused("Orientation (274) is 6", page -> page.shorts(TiffTag.ORIENTATION, 6)),
        new Refused(
            "BitsPerSample (258) is 16", page -> page.shorts(TiffTag.BITS_PER_SAMPLE, 16, 16, 16)),
        new Refused("SampleFormat (339) is 2", page -> page.shorts(TiffTag.SAMPLE_FORMAT, 2, 2, 2)),
        new Refused(
            "PhotometricInterpretation (262) is 8 (CIELab)",
            page -> page.shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 8)),
        new Refused(
            "PhotometricInterpretation (262) is 1 (BlackIsZero)",
            page ->
                page.shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, 1)
                    .shorts(TiffTag.SAMPLES_PER_PIXEL, 1)
                    .shorts(TiffTag.BITS_PER_SAMPLE, 8)
                    .tiles(64, 64, Collections.nCopies(12, new byte[64 * 64]))),
        new Refused(
            "SamplesPerPixel (277) is 4",
            page ->
                page.shorts(TiffTag.SAMPLES_PER_PIXEL, 4)
                    .shorts(TiffTag.EXTRA_SAMPLES, 0)
                    .shorts(TiffTag.BITS_PER_SAMPLE, 8, 8, 8, 8)
                    .tiles(64, 64, Collections.nCopies(12, new byte[4 * 64 * 64]))));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesByTheNameOfTheTagAndSaysWhatToDo(Refused refused) throws IOException {
    for (var tiff :
        List.of(
            TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN), TiffBuilder.big(ByteOrder.BIG_ENDIAN))) {
      refused.change().accept(tiff.rgb(256, 192, (x, y) -> 0x808080));
      var file = tiff.write(folder.resolve("odd.tif"));
      assertThatThrownBy(() -> SlideFormats.open(file).close())
          .isInstanceOf(UnsupportedPixelsException.class)
          .hasMessageContainingAll("odd.tif", refused.tag(), "vips");
    }
  }

  @Test
  void refusesATurnedSlide() {
    var file = TestSlides.path("../cases/orientation-3-jpeg.tif");
    assertThatThrownBy(() -> SlideFormats.open(file).close())
        .isInstanceOf(UnsupportedPixelsException.class)
        .hasMessageContaining("Orientation (274) is 3");
  }

  @Test
  void refusesACoarseLevelThatIsTurned() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(256, 192, (x, y) -> 0x808080);
    tiff.rgb(128, 96, (x, y) -> 0x808080)
        .shorts(TiffTag.NEW_SUBFILE_TYPE, 1)
        .shorts(TiffTag.ORIENTATION, 3);
    var file = tiff.write(folder.resolve("coarse.tif"));
    assertThatThrownBy(() -> SlideFormats.open(file).close())
        .isInstanceOf(UnsupportedPixelsException.class);
  }

  @Test
  void takesTransparencyAndPlanesForWhatTheyAre() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    var half = new byte[4 * 64 * 64];
    for (int i = 0; i < half.length; i += 4) {
      half[i] = (byte) 200;
      half[i + 3] = (byte) 255;
    }
    tiff.rgb(64, 64, (x, y) -> 0)
        .shorts(TiffTag.SAMPLES_PER_PIXEL, 4)
        .shorts(TiffTag.EXTRA_SAMPLES, 2)
        .shorts(TiffTag.BITS_PER_SAMPLE, 8, 8, 8, 8)
        .tiles(64, 64, List.of(half));
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("alpha.tif")))) {
      assertThat(slide.thumbnail(64).rgb(5, 5)).isEqualTo(200 << 16);
    }
    var planes = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    var red = new byte[64 * 64];
    Arrays.fill(red, (byte) 200);
    planes
        .rgb(64, 64, (x, y) -> 0)
        .shorts(TiffTag.PLANAR_CONFIGURATION, 2)
        .tiles(64, 64, List.of(red, new byte[64 * 64], new byte[64 * 64]));
    try (var slide = SlideFormats.open(planes.write(folder.resolve("planes.tif")))) {
      assertThat(slide.thumbnail(64).rgb(5, 5)).isEqualTo(200 << 16);
      assertThat(slide.plausibility().warnings()).isEmpty();
    }
  }

  @Test
  void saysWhichRuleOfColourIsFollowed() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path("../cases/rgb-that-is-ycbcr.tif"))) {
      assertThat(slide.plausibility().warnings())
          .singleElement()
          .asString()
          .contains("Colours may be false", "YCbCr", "JFIF", "RGB", "follows the tag");
    }
  }

  /** Java writes JFIF. */
  @Test
  void comparesTheTagWithTheStreamWhicheverIsWhich() throws IOException {
    assertThat(jpegWarnings(2)).singleElement().asString().contains("tiffset -s 262 6");
    assertThat(jpegWarnings(6)).isEmpty();
  }

  private List<String> jpegWarnings(int photometric) throws IOException {
    var out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), "jpeg", out);
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(128, 64, (x, y) -> 0)
        .shorts(TiffTag.COMPRESSION, 7)
        .shorts(TiffTag.PHOTOMETRIC_INTERPRETATION, photometric)
        .tiles(64, 64, List.of(new byte[0], out.toByteArray()));
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("jpeg.tif")))) {
      return slide.plausibility().warnings();
    }
  }

  @Test
  void saysThatFurtherImagesAreNotRead() throws IOException {
    var tiff = TiffBuilder.classic(ByteOrder.LITTLE_ENDIAN);
    tiff.rgb(128, 64, (x, y) -> 0);
    tiff.rgb(128, 64, (x, y) -> 0xffffff);
    tiff.rgb(128, 64, (x, y) -> 0xff00ff);
    try (var slide = SlideFormats.open(tiff.write(folder.resolve("stack.tif")))) {
      assertThat(slide.plausibility().warnings())
          .containsExactly("The file has 3 images of 128 × 64 px; only the first is read.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"big-endian classic TIFF", "strips", "compression (259) is 50001"})
  void namesTheRemedyOfATiffThatIsNotOpened(String reason) throws IOException {
    var tiff =
        TiffBuilder.classic(
            reason.startsWith("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    var page = tiff.rgb(128, 64, (x, y) -> 0);
    if (reason.equals("strips")) {
      page.without(TiffTag.TILE_WIDTH).without(TiffTag.TILE_LENGTH).longs(278, 64);
    } else if (reason.startsWith("compression")) {
      page.shorts(TiffTag.COMPRESSION, 50_001);
    }
    var file = tiff.write(folder.resolve("unopened.tif"));
    assertThatThrownBy(() -> SlideFormats.open(file).close())
        .isInstanceOf(UnreadableSlideException.class)
        .hasMessageContainingAll("unopened.tif", reason, "vips tiffsave");
  }
}
