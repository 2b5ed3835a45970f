// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.util.BitSet;
import org.contextile.db.slide.SlideEntity;
import org.contextile.library.mcm.SlideGrid;
import org.contextile.library.wsi.tile.TileGrid;
import org.contextile.tiles.SlideTiling;

/** A slide with tissue that the training sees. */
record TrainingSlide(SlideEntity slide, SlideTiling tiling) {

  SlideGrid cells() {
    TileGrid grid = tiling.grid();
    BitSet tissue = new BitSet();
    grid.tiles().forEach(tile -> tissue.set(tile.row() * grid.columns() + tile.column()));
    return new SlideGrid(slide.artifactDigest(), grid.rows(), grid.columns(), tissue);
  }
}
