// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.TestSlides;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.Mpp;
import org.contextile.library.wsi.slide.RgbImage;
import org.contextile.library.wsi.slide.Slide;
import org.contextile.library.wsi.slide.UnreadableSlideException;
import org.contextile.library.wsi.slide.UnsupportedPixelsException;
import org.contextile.library.wsi.tiff.TiffBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldConversionTest {
  private static final int WIDTH = 601;
  private static final int HEIGHT = 517;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "png, ",
    "png, progressive",
    "tiff, ",
    "tiff, LZW",
    "tiff, Deflate",
    "tiff, ZLib",
    "tiff, PackBits"
  })
  void keepsEveryPixelOfWhatIsStoredWithoutLoss(String format, String compression)
      throws IOException {
    Path file =
        TestPictures.write(
            folder.resolve("field"),
            format,
            compression,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, WIDTH, HEIGHT));

    assertPixels(convert(file), TestPictures.rgb(WIDTH, HEIGHT));
  }

  @Test
  void keepsEveryPixelOfAPalette() throws IOException {
    BufferedImage image = new BufferedImage(300, 40, BufferedImage.TYPE_BYTE_INDEXED);
    for (int x = 0; x < 300; x++) {
      image.setRGB(x, 7, 0xff000000 | TestPictures.colour(x, 3));
    }
    Path file = TestPictures.write(folder.resolve("palette.png"), "png", null, image);

    try (Slide slide = open(convert(file))) {
      RgbImage whole = slide.readRegion(slide.levels().getFirst(), 0, 0, 300, 40);
      for (int x = 0; x < 300; x++) {
        assertThat(whole.rgb(x, 7)).isEqualTo(image.getRGB(x, 7) & 0xffffff);
      }
    }
  }

  @Test
  void laysWhatIsTransparentOnWhiteAndSaysHowMuchThatIs() throws IOException {
    BufferedImage image = TestPictures.image(BufferedImage.TYPE_INT_ARGB, 100, 100);
    image.setRGB(3, 4, 0x00ff0000);
    image.setRGB(5, 6, 0x80ff0000);
    FieldConversion conversion =
        FieldConversion.of(
            List.of(TestPictures.write(folder.resolve("alpha.png"), "png", null, image)));
    conversion.write(folder.resolve("out.tif"), _ -> {});

    assertThat(conversion.notes())
        .contains("2 pixels (0.02 %) are transparent; they are laid on white.");
    try (Slide slide = open(folder.resolve("out.tif"))) {
      RgbImage whole = slide.readRegion(slide.levels().getFirst(), 0, 0, 100, 100);
      assertThat(whole.rgb(3, 4)).isEqualTo(0xffffff);
      assertThat(whole.rgb(5, 6)).isEqualTo(0xff7f7f);
      assertThat(whole.rgb(7, 8)).isEqualTo(TestPictures.colour(7, 8));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BIG_ENDIAN", "LITTLE_ENDIAN"})
  void takesWhatOpenSlideDoesNotOpenForItsStripsOrItsByteOrder(String order) throws IOException {
    ByteOrder bytes = order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    TiffBuilder builder = TiffBuilder.classic(bytes);
    // More strips than a header's numbers are held of.
    int height = 1500;
    List<byte[]> strips = new ArrayList<>();
    RgbImage picture = TestPictures.rgb(30, height);
    for (int y = 0; y < height; y++) {
      strips.add(Arrays.copyOfRange(picture.pixels(), 90 * y, 90 * (y + 1)));
    }
    builder
        .rgb(30, height, TestPictures::colour)
        .tiles(30, 1, strips)
        .without(322)
        .without(323)
        .longs(278, 1);
    Path file = builder.write(folder.resolve("strips.tif"));

    FieldConversion conversion = FieldConversion.of(List.of(file));
    assertThat(conversion.hasMpp()).isTrue();
    assertPixels(convert(file), picture);
    try (Slide slide = SlideFormats.open(convert(file))) {
      assertThat(slide.requireMpp().value()).isEqualTo(0.5);
    }
  }

  @Test
  void takesABigEndianTiffInTiles() throws IOException {
    TiffBuilder builder = TiffBuilder.classic(ByteOrder.BIG_ENDIAN);
    builder.rgb(200, 130, TestPictures::colour);

    assertPixels(convert(builder.write(folder.resolve("mm.tif"))), TestPictures.rgb(200, 130));
  }

  @Test
  void decodesRealJpegsAsLibjpegTurboDoes() throws IOException {
    Path fields = TestSlides.path("fields/monuseg");
    for (String name : List.of("TCGA-18-5592-01Z-00-DX1.jpg", "TCGA-G9-6363-01Z-00-DX1.jpg")) {
      Path file = fields.resolve(name);
      RgbImage reference = byOpenCv(file);
      assertPixels(convert(file), reference);
      try (Slide slide = open(convert(file))) {
        assertThat(slide.levels()).hasSize(2);
        var whole = new DeepZoom(slide);
        assertThat(whole.tile(whole.levels() - 1, 0, 0).orElseThrow().pixels())
            .isEqualTo(cut(reference, 255, 255).pixels());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "none", "adobe", "progressive"})
  void tellsTheColoursOfAJpegByLibjpegsRules(String kind) throws IOException {
    Path file =
        TestPictures.write(
            folder.resolve("field.jpg"),
            "jpeg",
            kind.equals("progressive") ? kind : null,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, 200, 100));
    if (kind.equals("none") || kind.equals("adobe")) {
      // Without the JFIF marker, which stands first.
      byte[] whole = Files.readAllBytes(file);
      byte[] bare = new byte[whole.length - 18];
      bare[0] = whole[0];
      bare[1] = whole[1];
      System.arraycopy(whole, 20, bare, 2, bare.length - 2);
      Files.write(file, bare);
    }
    if (kind.equals("adobe")) {
      TestPictures.withSegment(file, 0xee, TestPictures.ascii("Adobe\0\144\0\0\0\0\0"));
    }

    assertPixels(convert(file), byOpenCv(file));
  }

  @Test
  void keepsAProfileAndDoesNotApplyIt() throws IOException {
    byte[] profile =
        java.awt.color.ICC_Profile.getInstance(java.awt.color.ColorSpace.CS_LINEAR_RGB).getData();
    Path file =
        TestPictures.write(
            folder.resolve("field.jpg"),
            "jpeg",
            null,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, 64, 64));
    RgbImage plain = byOpenCv(file);
    byte[] head = TestPictures.ascii("ICC_PROFILE\0\1\1");
    TestPictures.withSegment(
        file,
        0xe2,
        ByteBuffer.allocate(head.length + profile.length).put(head).put(profile).array());

    Path out = convert(file);
    assertPixels(out, plain);
    try (Slide slide = open(out)) {
      assertThat(slide.properties())
          .containsEntry("openslide.icc-size", String.valueOf(profile.length));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "png, 10, PNG colour type is 0 (grey)",
    "png, 11, PNG colour type is 0 (grey)",
    "jpeg, 10, 1 colour components (grey)",
    "tiff, 10, PhotometricInterpretation (262) is 1 (BlackIsZero)",
    "tiff, 11, BitsPerSample (258) is 16"
  })
  void refusesOtherPixelsByName(String format, int type, String why) throws IOException {
    Path file =
        TestPictures.write(folder.resolve("grey"), format, null, TestPictures.image(type, 64, 64));

    assertThatThrownBy(() -> FieldConversion.of(List.of(file)))
        .isInstanceOf(UnsupportedPixelsException.class)
        .hasMessageContaining("grey: ")
        .hasMessageContaining(why);
  }

  @Test
  void refusesWhatItsExifDataSayIsTurned() throws IOException {
    Path png = TestPictures.png(folder.resolve("a.png"), 64, 64);
    TestPictures.withChunk(png, "eXIf", TestPictures.exif(6));
    Path jpeg =
        TestPictures.write(
            folder.resolve("a.jpg"),
            "jpeg",
            null,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, 64, 64));
    byte[] exif = TestPictures.exif(3);
    TestPictures.withSegment(
        jpeg, 0xe1, ByteBuffer.allocate(32).put(TestPictures.ascii("Exif\0\0")).put(exif).array());

    assertThatThrownBy(() -> FieldConversion.of(List.of(png)))
        .isInstanceOf(UnsupportedPixelsException.class)
        .hasMessageContaining("Orientation (274) is 6");
    assertThatThrownBy(() -> FieldConversion.of(List.of(jpeg)))
        .isInstanceOf(UnsupportedPixelsException.class)
        .hasMessageContaining("Orientation (274) is 3");
    TestPictures.withChunk(
        TestPictures.png(folder.resolve("b.png"), 64, 64), "eXIf", TestPictures.exif(1));
    assertThat(FieldConversion.of(List.of(folder.resolve("b.png"))).widthPx()).isEqualTo(64);
  }

  @Test
  void neverTakesADensityForTheSizeOfPixels() throws IOException {
    Path png = TestPictures.png(folder.resolve("a.png"), 64, 64);
    // 2,000,000 pixels a metre: 0.5 µm.
    TestPictures.withChunk(
        png,
        "pHYs",
        ByteBuffer.allocate(9).putInt(2_000_000).putInt(2_000_000).put((byte) 1).array());

    assertThat(FieldConversion.of(List.of(png)).hasMpp()).isFalse();
    try (Slide slide = SlideFormats.open(convert(png))) {
      assertThat(slide.mpp()).isEmpty();
    }
  }

  @Test
  void refusesABombByItsHeader() throws IOException {
    Path png = TestPictures.png(folder.resolve("bomb.png"), 64, 64);
    byte[] bytes = Files.readAllBytes(png);
    ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);
    Files.write(png, bytes);

    assertThatThrownBy(() -> FieldConversion.of(List.of(png)))
        .isInstanceOf(UnreadableSlideException.class)
        .hasMessageContaining("60000 × 60000 px");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "tiff"})
  void refusesWhatIsCutShort(String format) throws IOException {
    Path file =
        TestPictures.write(
            folder.resolve("field"),
            format,
            null,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, WIDTH, HEIGHT));
    byte[] whole = Files.readAllBytes(file);
    for (double part : new double[] {0.02, 0.5, 0.9}) {
      int length = (int) (part * whole.length);
      // The writer puts a TIFF's directory at its end or its start.
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> convert(file)).isInstanceOf(UnreadableSlideException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void refusesDamagedPixelsOrShowsNoOthers(String format) throws IOException {
    Path file =
        TestPictures.write(
            folder.resolve("field"),
            format,
            null,
            TestPictures.image(BufferedImage.TYPE_INT_RGB, WIDTH, HEIGHT));
    byte[] whole = Files.readAllBytes(file);
    if (format.equals("png")) {
      whole[whole.length / 2] ^= 0x10;
    } else {
      // A marker where none belongs.
      whole[whole.length / 2] = (byte) 0xff;
      whole[whole.length / 2 + 1] = (byte) 0xc4;
    }
    Files.write(file, whole);

    assertThatThrownBy(() -> convert(file)).isInstanceOf(UnreadableSlideException.class);
  }

  @Test
  void isNothingForTiffsOfSeveralPages() throws IOException {
    TiffBuilder builder = TiffBuilder.classic(ByteOrder.BIG_ENDIAN);
    builder.rgb(64, 64, TestPictures::colour);
    builder.rgb(64, 64, TestPictures::colour);
    assertThat(FlatPictures.is(builder.write(folder.resolve("stack.tif")))).isFalse();
    assertThat(FlatPictures.is(TestSlides.path("slides/kidney-48-5.tif"))).isTrue();
  }

  private Path convert(Path file) throws IOException {
    Path out = folder.resolve("out.tif");
    FieldConversion.of(List.of(file)).write(out, _ -> {});
    return out;
  }

  static Slide open(Path file) throws IOException {
    return SlideFormats.open(file, Optional.of(Mpp.override(0.5)));
  }

  private static void assertPixels(Path file, RgbImage expected) throws IOException {
    try (Slide slide = open(file)) {
      assertThat(slide.widthPx()).isEqualTo(expected.widthPx());
      assertThat(slide.heightPx()).isEqualTo(expected.heightPx());
      assertThat(slide.plausibility().warnings()).isEmpty();
      RgbImage read =
          slide.readRegion(
              slide.levels().getFirst(), 0, 0, expected.widthPx(), expected.heightPx());
      assertThat(Arrays.mismatch(read.pixels(), expected.pixels())).isEqualTo(-1);
    }
  }

  private static RgbImage cut(RgbImage image, int widthPx, int heightPx) {
    byte[] pixels = new byte[3 * widthPx * heightPx];
    for (int y = 0; y < heightPx; y++) {
      System.arraycopy(
          image.pixels(), 3 * y * image.widthPx(), pixels, 3 * y * widthPx, 3 * widthPx);
    }
    return new RgbImage(widthPx, heightPx, pixels);
  }

  /** As libjpeg-turbo decodes a JPEG. */
  private static RgbImage byOpenCv(Path file) {
    try (Mat bgr = imread(file.toString(), IMREAD_COLOR)) {
      byte[] pixels = new byte[3 * bgr.rows() * bgr.cols()];
      bgr.data().get(pixels);
      for (int i = 0; i < pixels.length; i += 3) {
        byte blue = pixels[i];
        pixels[i] = pixels[i + 2];
        pixels[i + 2] = blue;
      }
      return new RgbImage(bgr.cols(), bgr.rows(), pixels);
    }
  }
}
