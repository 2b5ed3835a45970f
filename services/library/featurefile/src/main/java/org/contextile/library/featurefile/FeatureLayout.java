// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.featurefile;

/** How others expect a feature file to be laid out. */
public enum FeatureLayout {
  /** As {@link FeatureWriter} writes it. */
  TRIDENT,
  /**
   * The same, with {@code patch_size} in pixels of level 0, which is the {@code patch_level}: CLAM
   * knows no patch between two levels.
   */
  CLAM,
  /**
   * {@code feats} float32 [N, D] and {@code coords} float32 [N, 2] in micrometres from the slide's
   * corner; at the root {@code unit}, {@code tile_size_um}, {@code tile_size_px} and more.
   */
  STAMP
}
