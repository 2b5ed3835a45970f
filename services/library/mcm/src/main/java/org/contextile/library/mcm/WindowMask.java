// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Samples which of a window's cells are masked. */
final class WindowMask {

  private WindowMask() {}

  /**
   * M ⊂ C with |M| = round(ρ|C|), at least one cell masked and one visible.
   *
   * @param cells |C|, at least 2
   * @return the masked positions in 0..cells−1
   */
  static BitSet sample(int cells, double ratio, SplittableRandom random) {
    int masked = size(cells, ratio);
    int[] order = new int[cells];
    Arrays.setAll(order, i -> i);
    RandomStream.shuffle(order, random);
    BitSet mask = new BitSet(cells);
    for (int i = 0; i < masked; i++) {
      mask.set(order[i]);
    }
    return mask;
  }

  /** |M|. */
  static int size(int cells, double ratio) {
    return Math.clamp(Math.round(ratio * cells), 1, cells - 1);
  }
}
