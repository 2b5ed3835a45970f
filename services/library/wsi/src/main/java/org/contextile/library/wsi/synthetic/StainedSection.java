// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.util.SplittableRandom;
import org.contextile.library.wsi.slide.RgbImage;

/**
 * How much haematoxylin and eosin every pixel took up, and the light that is left after them: by
 * Beer and Lambert, {@code I = I₀ · exp(−(h·H + e·E))} for each colour.
 */
final class StainedSection {
  private static final int STEPS = 256;
  private static final float MOST = 2;

  private final int sizePx;
  private final float[] haematoxylin;
  private final float[] eosin;
  private final Noise fibres;
  private final Noise grain;
  private final int[] colours;

  StainedSection(SyntheticSlideSpec spec, SectionLayout layout) {
    var random = new SplittableRandom(spec.seed() ^ 0x5eed);
    this.sizePx = spec.sizePx();
    this.haematoxylin = new float[sizePx * sizePx];
    this.eosin = new float[sizePx * sizePx];
    this.fibres = new Noise(random, 64, 4);
    this.grain = new Noise(random, 256, 2);
    this.colours = colours(random);
    ground(layout);
  }

  /** Puts haematoxylin on a pixel, unless it holds more already; outside the section, nothing. */
  void stain(int x, int y, float amount) {
    if (x >= 0 && y >= 0 && x < sizePx && y < sizePx) {
      int i = y * sizePx + x;
      haematoxylin[i] = Math.max(haematoxylin[i], amount * (0.75f + 0.5f * grain.at(x, y)));
    }
  }

  /** The picture. */
  RgbImage develop() {
    var pixels = new byte[3 * sizePx * sizePx];
    for (int i = 0; i < haematoxylin.length; i++) {
      int colour = colours[step(haematoxylin[i]) * STEPS + step(eosin[i])];
      int noise = (int) (6 * grain.at(i % sizePx + 311, i / sizePx + 97)) - 3;
      pixels[3 * i] = light((colour >> 16) + noise);
      pixels[3 * i + 1] = light((colour >> 8 & 0xff) + noise);
      pixels[3 * i + 2] = light((colour & 0xff) + noise);
    }
    return new RgbImage(sizePx, sizePx, pixels);
  }

  /** Ground stain, interpolated between lattice points and broken up by fibres. */
  private void ground(SectionLayout layout) {
    int cell = SectionLayout.CELL_PX;
    for (int y = 0; y < sizePx; y++) {
      int row = y / cell;
      float down = (float) (y % cell) / cell;
      for (int left = 0; left < sizePx; left += cell) {
        int column = left / cell;
        var a = layout.at(column, row);
        var b = layout.at(column + 1, row);
        var c = layout.at(column, row + 1);
        var d = layout.at(column + 1, row + 1);
        float h = mix(a.haematoxylin, c.haematoxylin, down);
        float e = mix(a.eosin, c.eosin, down);
        float stepH = (mix(b.haematoxylin, d.haematoxylin, down) - h) / cell;
        float stepE = (mix(b.eosin, d.eosin, down) - e) / cell;
        for (int x = left; x < Math.min(left + cell, sizePx); x++) {
          float texture = texture(x, y);
          haematoxylin[y * sizePx + x] = (h + stepH * (x - left)) * texture;
          eosin[y * sizePx + x] = (e + stepE * (x - left)) * texture;
        }
      }
    }
  }

  /** Fibres run in waves: the pattern is stretched along one axis and bent along the other. */
  private float texture(int x, int y) {
    int bend = (int) (40 * fibres.at(x >> 3, y >> 3));
    return 0.55f + 0.9f * fibres.at((x >> 1) + bend, 2 * y + 2 * bend);
  }

  /** Laboratories differ: strength and hue vary from slide to slide, alike in both classes. */
  private static int[] colours(SplittableRandom random) {
    var absorbed = new double[][] {{0.78, 0.92, 0.36}, {0.10, 0.85, 0.30}};
    double strengthH = random.nextDouble(0.85, 1.15);
    double strengthE = random.nextDouble(0.85, 1.15);
    for (var stain : absorbed) {
      for (int c = 0; c < 3; c++) {
        stain[c] *= random.nextDouble(0.93, 1.07);
      }
    }
    double lamp = random.nextDouble(240, 248);
    var colours = new int[STEPS * STEPS];
    for (int i = 0; i < colours.length; i++) {
      int row = i / STEPS;
      int column = i % STEPS;
      double h = strengthH * MOST * row / STEPS;
      double e = strengthE * MOST * column / STEPS;
      int colour = 0;
      for (int c = 0; c < 3; c++) {
        double light = lamp * Math.exp(-(h * absorbed[0][c] + e * absorbed[1][c]));
        colour = colour << 8 | (int) light;
      }
      colours[i] = colour;
    }
    return colours;
  }

  private static int step(float amount) {
    return Math.clamp((int) (amount * STEPS / MOST), 0, STEPS - 1);
  }

  private static byte light(int value) {
    return (byte) Math.clamp(value, 0, 255);
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
