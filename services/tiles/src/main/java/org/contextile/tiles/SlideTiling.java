// SPDX-License-Identifier: Apache-2.0
package org.contextile.tiles;

import org.contextile.db.slide.TilingEntity;
import org.contextile.library.wsi.tile.TileGrid;

/** A stored tiling: its row and its grid. */
public record SlideTiling(TilingEntity row, TileGrid grid) {}
