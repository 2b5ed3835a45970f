// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.jpeg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurboJpegTest {
  private static final int WIDTH_PX = 240;
  private static final int HEIGHT_PX = 200;

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(TurboJpeg.isThere(), TurboJpeg.place());
  }

  @Test
  void encodesWhatJavaDecodesToTheSamePicture() throws IOException {
    byte[] rgb = picture(1);
    var read = ImageIO.read(new ByteArrayInputStream(encoded(rgb)));
    assertThat(read.getWidth()).isEqualTo(WIDTH_PX);
    assertThat(read.getHeight()).isEqualTo(HEIGHT_PX);
    byte[] other = new byte[rgb.length];
    for (int i = 0; i < rgb.length / 3; i++) {
      int pixel = read.getRGB(i % WIDTH_PX, i / WIDTH_PX);
      other[3 * i] = (byte) (pixel >> 16);
      other[3 * i + 1] = (byte) (pixel >> 8);
      other[3 * i + 2] = (byte) pixel;
    }
    assertThat(meanDifference(rgb, other)).isLessThan(2);
    assertThat(meanDifference(decoded(encoded(rgb)), other)).isLessThan(0.6);
  }

  @Test
  void encodesTheSameForManyThreads() throws Exception {
    byte[] expected = encoded(picture(7));
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<byte[]>> tasks =
          IntStream.range(0, 40).<Callable<byte[]>>mapToObj(i -> () -> encodedAfter(i)).toList();
      for (var result : threads.invokeAll(tasks)) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void decodesAtAHalfToTheMeanOfFourPixels() throws IOException {
    byte[] jpeg = encoded(picture(3));
    byte[] whole = decoded(jpeg);
    byte[] half = decoded(jpeg, WIDTH_PX / 2, HEIGHT_PX / 2);
    byte[] means = new byte[half.length];
    for (int y = 0; y < HEIGHT_PX / 2; y++) {
      for (int x = 0; x < WIDTH_PX / 2; x++) {
        for (int c = 0; c < 3; c++) {
          int at = 3 * (2 * y * WIDTH_PX + 2 * x) + c;
          int sum =
              (whole[at] & 0xff)
                  + (whole[at + 3] & 0xff)
                  + (whole[at + 3 * WIDTH_PX] & 0xff)
                  + (whole[at + 3 * WIDTH_PX + 3] & 0xff);
          means[3 * (y * WIDTH_PX / 2 + x) + c] = (byte) ((sum + 2) / 4);
        }
      }
    }
    // Chroma is not enlarged smoothly first, which is all that differs.
    assertThat(meanDifference(half, means)).isLessThan(2.5);
  }

  @Test
  void refusesWhatLibjpegOnlyWarnsOf() {
    byte[] jpeg = encoded(picture(5));
    for (int left : new int[] {jpeg.length - 2, jpeg.length - 40, jpeg.length / 2, 700}) {
      assertThatThrownBy(() -> decoded(Arrays.copyOf(jpeg, left)))
          .isInstanceOf(JpegException.class)
          .hasMessageContaining("JPEG");
    }
    byte[] zeroed = jpeg.clone();
    Arrays.fill(zeroed, jpeg.length / 2, jpeg.length / 2 + 400, (byte) 0);
    assertThatThrownBy(() -> decoded(zeroed)).isInstanceOf(JpegException.class);
    assertThatThrownBy(() -> decoded(new byte[100])).isInstanceOf(JpegException.class);
  }

  @Test
  void decodesTheNextStreamAfterABrokenOne() throws IOException {
    byte[] jpeg = encoded(picture(9));
    byte[] expected = decoded(jpeg);
    try (var decoder = new JpegDecoder();
        var arena = Arena.ofConfined()) {
      var rgb = arena.allocate(expected.length);
      for (int i = 0; i < 5; i++) {
        var broken = arena.allocateFrom(JAVA_BYTE, Arrays.copyOf(jpeg, jpeg.length / 3));
        assertThatThrownBy(
                () -> decoder.decode(broken, broken.byteSize(), rgb, WIDTH_PX, HEIGHT_PX))
            .isInstanceOf(JpegException.class);
        var sound = arena.allocateFrom(JAVA_BYTE, jpeg);
        decoder.decode(sound, sound.byteSize(), rgb, WIDTH_PX, HEIGHT_PX);
        assertThat(rgb.toArray(JAVA_BYTE)).isEqualTo(expected);
      }
    }
  }

  @Test
  void writesNoPixelBeyondItsMemory() {
    try (var decoder = new JpegDecoder();
        var arena = Arena.ofConfined()) {
      var jpeg = arena.allocateFrom(JAVA_BYTE, encoded(picture(2)));
      var small = arena.allocate(3 * WIDTH_PX * HEIGHT_PX - 1);
      assertThatThrownBy(() -> decoder.decode(jpeg, jpeg.byteSize(), small, WIDTH_PX, HEIGHT_PX))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> decoder.decode(jpeg, jpeg.byteSize() + 1, small, WIDTH_PX / 2, HEIGHT_PX / 2))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void saysWhereItLookedForALibrary() {
    var found = TurboJpegLibrary.search(List.of("/nowhere/libturbojpeg.so.0", "libc.so.6"));
    assertThat(found.library()).isEmpty();
    assertThat(found.place())
        .contains("make setup")
        .contains("/nowhere/libturbojpeg.so.0")
        .contains("libc.so.6 (older than libjpeg-turbo 2.0)");
  }

  private static byte[] encodedAfter(int others) {
    for (int i = 0; i < others % 3; i++) {
      var _ = JpegEncoder.encode(new byte[3 * (i + 1) * 900 * 700], 900 * (i + 1), 700, 70);
    }
    return encoded(picture(7));
  }

  private static byte[] encoded(byte[] rgb) {
    return JpegEncoder.encode(rgb, WIDTH_PX, HEIGHT_PX, 90);
  }

  private static byte[] decoded(byte[] jpeg) throws JpegException {
    return decoded(jpeg, WIDTH_PX, HEIGHT_PX);
  }

  private static byte[] decoded(byte[] jpeg, int widthPx, int heightPx) throws JpegException {
    try (var decoder = new JpegDecoder();
        var arena = Arena.ofConfined()) {
      MemorySegment rgb = arena.allocate(3L * widthPx * heightPx);
      decoder.decode(arena.allocateFrom(JAVA_BYTE, jpeg), jpeg.length, rgb, widthPx, heightPx);
      return rgb.toArray(JAVA_BYTE);
    }
  }

  private static byte[] picture(int seed) {
    var rgb = new byte[3 * WIDTH_PX * HEIGHT_PX];
    for (int i = 0; i < WIDTH_PX * HEIGHT_PX; i++) {
      double x = i % WIDTH_PX;
      double y = (double) i / WIDTH_PX;
      rgb[3 * i] = (byte) (150 + 60 * Math.sin((x + seed * y) / 40));
      rgb[3 * i + 1] = (byte) (130 + 50 * Math.cos(x / 55) * Math.sin(y / 35));
      rgb[3 * i + 2] = (byte) (160 + 40 * Math.sin((y - seed * x) / 70));
    }
    return rgb;
  }

  private static double meanDifference(byte[] one, byte[] other) {
    return IntStream.range(0, one.length)
        .mapToDouble(i -> Math.abs((one[i] & 0xff) - (other[i] & 0xff)))
        .average()
        .orElseThrow();
  }
}
