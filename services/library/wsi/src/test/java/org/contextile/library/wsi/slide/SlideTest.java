// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlideTest {
  @Test
  void opensAnAperioSlide() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      assertThat(slide.vendor()).isEqualTo("aperio");
      assertThat(slide.levels()).containsExactly(new Level(0, 2220, 2967, 1, 240, 240));
      assertThat(slide.requireMpp()).isEqualTo(new Mpp(0.499, 0.499, MppSource.OPENSLIDE));
      assertThat(slide.associatedImages()).containsExactly("label", "macro", "thumbnail");
      assertThat(slide.properties()).containsEntry("aperio.AppMag", "20");
      slide.verify();
    }
  }

  @Test
  void opensJpeg2000AndDoesNotGuessItsResolution() throws IOException {
    var file = TestSlides.path(TestSlides.TCGA);
    try (var slide = SlideFormats.open(file)) {
      assertThat(slide.levels()).extracting(Level::widthPx).containsExactly(4443L, 2221L);
      assertThat(slide.mpp()).isEmpty();
      assertThatThrownBy(slide::requireMpp).isInstanceOf(MissingMppException.class);
    }
    try (var slide = SlideFormats.open(file, Optional.of(Mpp.override(0.25)))) {
      assertThat(slide.requireMpp().source()).isEqualTo(MppSource.OVERRIDE);
      assertThat(slide.requireMpp().value()).isEqualTo(0.25);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"volume-2220.dcm", "volume-139.dcm", "label.dcm"})
  void opensADicomSeriesFromAnyOfItsFiles(String name) throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.DICOM_SERIES).resolve(name))) {
      assertThat(slide.vendor()).isEqualTo("dicom");
      assertThat(slide.levels())
          .extracting(Level::widthPx)
          .containsExactly(2220L, 1110L, 555L, 278L, 139L);
      assertThat(slide.requireMpp().value()).isEqualTo(0.499);
      assertThat(slide.associatedImages()).containsExactly("label", "macro", "thumbnail");
      var label = slide.associatedImage("label");
      assertThat(label.widthPx()).isEqualTo(387);
      assertThat(slide.thumbnail(512).heightPx()).isEqualTo(512);
    }
  }

  /** Only the finest: the coarser levels of this series were converted with wrong colours. */
  @Test
  void readsTheSamePixelsFromTheDicomSeriesAsFromTheSlideItWasMadeOf() throws IOException {
    var dicom = TestSlides.path(TestSlides.DICOM_SERIES).resolve("volume-2220.dcm");
    try (var one = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL));
        var other = SlideFormats.open(dicom)) {
      var expected = one.readRegion(one.levels().getFirst(), 300, 1000, 1500, 900);
      var actual = other.readRegion(other.levels().getFirst(), 300, 1000, 1500, 900);
      assertThat(Arrays.equals(actual.pixels(), expected.pixels())).isTrue();
    }
  }

  @Test
  void takesThePixelSizeOfAPlainTiffFromItsResolutionTags() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path("cohort-lung/slides/lung-002.tiff"))) {
      assertThat(slide.requireMpp()).isEqualTo(new Mpp(0.5, 0.5, MppSource.TIFF_RESOLUTION));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"slides/small_dicom.dcm", "slides/kidney-48-5.tif"})
  void refusesFilesThatOnlyLookLikeSlides(String name) {
    assertUnreadable(TestSlides.path(name));
  }

  @Test
  void refusesTextThatIsCalledASlide(@TempDir Path folder) throws IOException {
    assertUnreadable(Files.writeString(folder.resolve("text.svs"), "no slide at all\n"));
  }

  @Test
  void refusesAnEmptyAndAMissingFile(@TempDir Path folder) throws IOException {
    assertUnreadable(Files.createFile(folder.resolve("empty.svs")));
    assertUnreadable(folder.resolve("missing.svs"));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000, 1_000_000, 1_900_000})
  void refusesASlideThatWasCutShort(int bytes, @TempDir Path folder) throws IOException {
    var whole = Files.readAllBytes(TestSlides.path(TestSlides.CMU_SMALL));
    assertUnreadable(Files.write(folder.resolve("cut.svs"), Arrays.copyOf(whole, bytes)));
  }

  @Test
  void readsOutsideTheSlideAsBackground() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var image = slide.readRegion(slide.levels().getFirst(), -10, -10, 10, 10);
      assertThat(image.rgb(9, 9)).isEqualTo(slide.background());
    }
  }

  @Test
  void thumbnailLooksLikeTheSlide() throws IOException {
    try (var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL))) {
      var thumbnail = slide.thumbnail(297);
      assertThat(thumbnail.widthPx()).isEqualTo(222);
      assertThat(thumbnail.heightPx()).isEqualTo(297);
      var region = slide.readRegion(slide.levels().getFirst(), 0, 0, 2220, 2967);
      assertThat(mean(thumbnail)).isCloseTo(mean(region), within(1.0));
    }
  }

  @Test
  void isClosedForGood() throws IOException {
    var slide = SlideFormats.open(TestSlides.path(TestSlides.CMU_SMALL));
    slide.close();
    slide.close();
    assertThatThrownBy(() -> slide.readRegion(slide.levels().getFirst(), 0, 0, 1, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void assertUnreadable(Path file) {
    assertThatThrownBy(
            () -> {
              try (var slide = SlideFormats.open(file)) {
                slide.verify();
              }
            })
        .isInstanceOf(UnreadableSlideException.class)
        .message()
        .contains(file.getFileName().toString());
  }

  private static double mean(RgbImage image) {
    long sum = 0;
    for (byte value : image.pixels()) {
      sum += value & 0xff;
    }
    return (double) sum / image.pixels().length;
  }
}
