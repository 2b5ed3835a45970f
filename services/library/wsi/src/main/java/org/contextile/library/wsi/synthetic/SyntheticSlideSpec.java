// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.synthetic;

/**
 * What to render; equal specifications give equal files.
 *
 * @param seed of everything random
 * @param sizePx side of level 0, 512 to 16384 px
 * @param mpp micrometres per level-0 pixel, 0.1 to 2
 * @param shows the class of the section
 */
public record SyntheticSlideSpec(long seed, int sizePx, double mpp, SectionClass shows) {
  public SyntheticSlideSpec {
    if (sizePx < 512 || sizePx > 16384) {
      throw new IllegalArgumentException("size must be in [512, 16384] px, is " + sizePx);
    }
    if (!(mpp >= 0.1 && mpp <= 2)) {
      throw new IllegalArgumentException("mpp must be in [0.1, 2] µm, is " + mpp);
    }
  }
}
