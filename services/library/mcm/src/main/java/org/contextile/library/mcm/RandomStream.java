// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

import java.util.SplittableRandom;

/**
 * Random numbers named by what they are for. Nothing depends on how many were taken before, so a
 * run that resumes in the middle takes what it would have taken.
 */
final class RandomStream {

  private RandomStream() {}

  /** The stream of a seed and a path of names. */
  static SplittableRandom of(long seed, long... path) {
    long state = scramble(seed);
    for (long name : path) {
      state = scramble(state ^ scramble(name + 0x9e3779b97f4a7c15L));
    }
    return new SplittableRandom(state);
  }

  /** Puts numbers into random order (Fisher and Yates). */
  static void shuffle(int[] numbers, SplittableRandom random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
  }

  // The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
  private static long scramble(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
