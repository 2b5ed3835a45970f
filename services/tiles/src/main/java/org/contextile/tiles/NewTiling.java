// SPDX-License-Identifier: Apache-2.0
package org.contextile.tiles;

import java.util.UUID;
import org.contextile.db.slide.TilingEntity;
import org.contextile.db.slide.TilingSpec;
import org.contextile.library.wsi.tile.TileGrid;

/**
 * A grid that is stored but has no row yet.
 *
 * @param digest artifact of {@link TileGrid#toBytes}
 */
public record NewTiling(TilingSpec spec, TileGrid grid, String digest) {

  /** The row that makes it a slide's tiling. */
  public TilingEntity row(String workspace, UUID slideId) {
    return new TilingEntity(
        workspace,
        slideId,
        spec,
        grid.tiles().size(),
        (int) Math.round(grid.sizeLevel0Px()),
        digest);
  }
}
