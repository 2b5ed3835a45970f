// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

/**
 * How any slide is tiled.
 *
 * @param mpp micrometres per pixel of a tile
 * @param sizePx side of a tile, in pixels of the tile
 * @param overlapPx pixels of the tile that neighbours share
 * @param minTissueFraction tiles with less tissue are left out; 0 keeps all
 */
public record TileGridSpec(double mpp, int sizePx, int overlapPx, double minTissueFraction) {
  public TileGridSpec {
    if (!(mpp > 0) || mpp > 1000) {
      throw new IllegalArgumentException("mpp must be in (0, 1000] µm, is " + mpp);
    }
    if (sizePx < 1 || sizePx > 8192) {
      throw new IllegalArgumentException("tile size must be in [1, 8192] px, is " + sizePx);
    }
    if (overlapPx < 0 || overlapPx >= sizePx) {
      throw new IllegalArgumentException("overlap must be in [0, size) px, is " + overlapPx);
    }
    if (!(minTissueFraction >= 0 && minTissueFraction <= 1)) {
      throw new IllegalArgumentException(
          "tissue fraction must be in [0, 1], is " + minTissueFraction);
    }
  }

  /** Pixels of the tile from one tile's edge to the next one's. */
  public int stridePx() {
    return sizePx - overlapPx;
  }
}
