// SPDX-License-Identifier: Apache-2.0
package org.contextile.db.slide;

import jakarta.persistence.Embeddable;

/**
 * How tissue is cut into tiles.
 *
 * @param tileSizePx side of a square tile, in pixels at {@code mpp}
 * @param mpp microns per pixel of the tiles
 * @param overlapPx overlap of neighbouring tiles, in pixels at {@code mpp}
 * @param minTissue least fraction of a tile that is tissue, 0 to 1
 * @param minTissueAreaMicrometres2 least area of a piece of tissue that counts
 * @param keepColouredInk whether what looks like coloured ink counts as tissue
 */
@Embeddable
public record TilingSpec(
    int tileSizePx,
    double mpp,
    int overlapPx,
    double minTissue,
    double minTissueAreaMicrometres2,
    boolean keepColouredInk) {
  public TilingSpec {
    if (tileSizePx <= 0 || !(mpp > 0) || overlapPx < 0 || overlapPx >= tileSizePx) {
      throw new IllegalArgumentException(
          "No tiling: %d px, %s mpp, overlap %d px".formatted(tileSizePx, mpp, overlapPx));
    }
    if (!(minTissue >= 0 && minTissue <= 1)) {
      throw new IllegalArgumentException("minTissue is not in 0..1: " + minTissue);
    }
    if (!(minTissueAreaMicrometres2 >= 0)) {
      throw new IllegalArgumentException("No area: " + minTissueAreaMicrometres2);
    }
  }

  /** With pieces of the contract's default area, and without ink. */
  public TilingSpec(int tileSizePx, double mpp, int overlapPx, double minTissue) {
    this(tileSizePx, mpp, overlapPx, minTissue, 20_000, false);
  }

  /** The same at another resolution. */
  public TilingSpec withMpp(double other) {
    return new TilingSpec(
        tileSizePx, other, overlapPx, minTissue, minTissueAreaMicrometres2, keepColouredInk);
  }
}
