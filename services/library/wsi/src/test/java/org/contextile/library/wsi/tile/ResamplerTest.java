// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.contextile.library.wsi.slide.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplerTest {
  private static final int SIDE = 200;

  /** Half a grey level is rounding to whole ones. */
  private static final double MOST_OFF = 0.54;

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.002, 1.37, 2, 2.5, 3, 7.3})
  void givesTheMeanOfTheAreaUnderEachPixel(double scale) {
    var source = noise(1);
    int size = (int) (150 / scale);
    for (double start : new double[] {0, 0.25, 13.5, 20.875}) {
      var target = new byte[3 * size * size];
      new Resampler(size, scale).resample(source, SIDE, SIDE, start, start / 2, target);
      for (int i = 0; i < target.length; i++) {
        double left = start + (i / 3 % size) * scale;
        double top = start / 2 + Math.floorDiv(i, 3 * size) * scale;
        double exact = area(source, i % 3, left, top, scale);
        assertThat(Math.abs((target[i] & 0xff) - exact)).isLessThan(MOST_OFF);
      }
    }
  }

  @Test
  void agreesWithOpenCvOnWholeWindows() {
    var source = noise(2);
    var target = new byte[3 * 50 * 50];
    new Resampler(50, 4).resample(source, SIDE, SIDE, 0, 0, target);
    var other = new RgbImage(SIDE, SIDE, source).resized(50, 50).pixels();
    for (int i = 0; i < target.length; i++) {
      assertThat(Math.abs((target[i] & 0xff) - (other[i] & 0xff))).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.999, 1, 1.7, 5})
  void keepsAFlatColour(double scale) {
    var source = new byte[3 * SIDE * SIDE];
    Arrays.fill(source, (byte) 255);
    int size = (int) Math.floor(SIDE / Math.max(scale, 2));
    var target = new byte[3 * size * size];
    new Resampler(size, scale).resample(source, SIDE, SIDE, 0.4, 0.3, target);
    assertThat(target).containsOnly((byte) 255);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 1, 1.98, 4.4})
  void givesTheSameBandByBand(double scale) {
    var source = noise(3);
    int size = (int) ((SIDE - 1) / Math.max(scale, 2));
    var whole = new byte[3 * size * size];
    var resampler = new Resampler(size, scale);
    resampler.resample(source, SIDE, SIDE, 0.3, 0.6, whole);
    for (int bandRows : new int[] {1, 7}) {
      var inBands = new byte[whole.length];
      resampler.place(0.3, 0.6, SIDE, SIDE);
      for (int from = 0; from < size; from += bandRows) {
        int to = Math.min(from + bandRows, size);
        int first = resampler.firstRow(from);
        var band =
            Arrays.copyOfRange(source, 3 * SIDE * first, 3 * SIDE * resampler.endRow(to - 1));
        var rows = new byte[3 * size * (to - from)];
        resampler.rows(band, first, from, to, rows);
        System.arraycopy(rows, 0, inBands, 3 * size * from, rows.length);
      }
      assertThat(inBands).isEqualTo(whole);
    }
  }

  @Test
  void interpolatesLinearlyGoingUp() {
    var source = new byte[3 * 10 * 10];
    for (int i = 0; i < source.length; i++) {
      source[i] = (byte) (20 * (i / 3 % 10));
    }
    var target = new byte[3 * 20 * 20];
    new Resampler(20, 0.5).resample(source, 10, 10, 0, 0, target);
    assertThat(target[3 * 5] & 0xff).isEqualTo(45);
    assertThat(target[3 * 6] & 0xff).isEqualTo(55);
    assertThat(target[0]).isZero();
    assertThat(target[3 * 19] & 0xff).isEqualTo(180);
  }

  private static double area(byte[] source, int channel, double left, double top, double side) {
    double sum = 0;
    for (int y = (int) top; y < Math.min(SIDE, top + side); y++) {
      for (int x = (int) left; x < Math.min(SIDE, left + side); x++) {
        double width = Math.min(left + side, x + 1) - Math.max(left, x);
        double height = Math.min(top + side, y + 1) - Math.max(top, y);
        sum += width * height * (source[3 * (y * SIDE + x) + channel] & 0xff);
      }
    }
    return sum / (side * side);
  }

  private static byte[] noise(int seed) {
    var source = new byte[3 * SIDE * SIDE];
    new Random(seed).nextBytes(source);
    return source;
  }
}
