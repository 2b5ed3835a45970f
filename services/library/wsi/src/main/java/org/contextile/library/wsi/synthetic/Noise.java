// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

import java.util.SplittableRandom;

/** Smooth periodic noise, values 0 to 1 about 0.5: random lattices, interpolated, summed. */
final class Noise {
  private static final int SIDE = 1024;

  private final float[] values = new float[SIDE * SIDE];

  /**
   * @param cells lattice cells along a side for the coarsest part; halves double it
   * @param octaves number of parts, each of half the weight of the one before
   */
  Noise(SplittableRandom random, int cells, int octaves) {
    float weight = 1;
    float total = 0;
    for (int octave = 0, n = cells; octave < octaves; octave++, n *= 2, weight /= 2) {
      add(random, n, weight);
      total += weight;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= total;
    }
  }

  /** The value at a whole position; the pattern repeats every 1024. */
  float at(int x, int y) {
    return values[(y & (SIDE - 1)) * SIDE + (x & (SIDE - 1))];
  }

  private void add(SplittableRandom random, int cells, float weight) {
    var lattice = new float[cells * cells];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = (float) random.nextDouble();
    }
    float step = (float) cells / SIDE;
    for (int y = 0; y < SIDE; y++) {
      int row = (int) (y * step);
      float fy = smooth(y * step - row);
      int next = (row + 1) % cells;
      for (int x = 0; x < SIDE; x++) {
        int column = (int) (x * step);
        float fx = smooth(x * step - column);
        int right = (column + 1) % cells;
        float upper = mix(lattice[row * cells + column], lattice[row * cells + right], fx);
        float lower = mix(lattice[next * cells + column], lattice[next * cells + right], fx);
        values[y * SIDE + x] += weight * mix(upper, lower, fy);
      }
    }
  }

  private static float smooth(float t) {
    return t * t * (3 - 2 * t);
  }

  private static float mix(float a, float b, float t) {
    return a + (b - a) * t;
  }
}
