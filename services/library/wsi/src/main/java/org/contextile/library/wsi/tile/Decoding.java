// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/** How stored tiles are decoded under patches that are coarser than every level of the slide. */
public enum Decoding {
  /** As they are stored; patches are averaged from all their pixels. */
  WHOLE,

  /**
   * By the decoder to a half, a quarter or an eighth where that is the patches' scale, which costs
   * a fraction, and gives features whose cosine to those of {@link #WHOLE} is 0.999 or more; see
   * {@link org.contextile.library.wsi.slide.PixelReader#shrunk}. As {@link #WHOLE} everywhere else.
   */
  SHRUNK
}
