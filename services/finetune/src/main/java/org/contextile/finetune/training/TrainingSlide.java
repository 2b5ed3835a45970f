// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.util.BitSet;
import org.contextile.db.slide.SlideEntity;
import org.contextile.learning.mcm.SlideGrid;
import org.contextile.tiles.SlideTiling;
import org.contextile.wsi.tile.TileGrid;

/** A slide with tissue that the training sees. */
record TrainingSlide(SlideEntity slide, SlideTiling tiling) {

  SlideGrid cells() {
    TileGrid grid = tiling.grid();
    BitSet tissue = new BitSet();
    grid.tiles().forEach(tile -> tissue.set(tile.row() * grid.columns() + tile.column()));
    return new SlideGrid(slide.artifactDigest(), grid.rows(), grid.columns(), tissue);
  }
}
