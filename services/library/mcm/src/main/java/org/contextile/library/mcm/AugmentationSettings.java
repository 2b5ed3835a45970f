// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.mcm;

/**
 * What is done to a window before it is shown; the same to all its patches.
 *
 * @param dihedral one of the eight turns and mirrorings of the square, grid and patches together
 * @param stainJitter haematoxylin and eosin are each scaled by a factor in 1 ± this, in optical
 *     density; in [0, 1), 0 for not at all
 */
public record AugmentationSettings(boolean dihedral, double stainJitter) {

  /** Turns and mirrors only. */
  public static final AugmentationSettings DEFAULT = new AugmentationSettings(true, 0);

  /** Checks the range. */
  public AugmentationSettings {
    if (!(stainJitter >= 0 && stainJitter < 1)) {
      throw new IllegalArgumentException("stainJitter must lie in [0, 1)");
    }
  }
}
