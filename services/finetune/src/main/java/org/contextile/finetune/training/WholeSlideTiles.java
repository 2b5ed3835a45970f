// SPDX-License-Identifier: Apache-2.0
package org.contextile.finetune.training;

import java.util.List;
import org.contextile.library.mcm.CellReader;
import org.contextile.library.mcm.SlideGrid;
import org.contextile.library.mcm.TileSource;
import org.contextile.tiles.TiledSlides;

/** Whole-slide images as the training's source of patches. */
final class WholeSlideTiles implements TileSource {

  private final TiledSlides tiledSlides;
  private final List<TrainingSlide> slides;
  private final List<SlideGrid> grids;
  private final int patchPx;

  WholeSlideTiles(TiledSlides tiledSlides, List<TrainingSlide> slides, int patchPx) {
    this.tiledSlides = tiledSlides;
    this.slides = List.copyOf(slides);
    this.grids = slides.stream().map(TrainingSlide::cells).toList();
    this.patchPx = patchPx;
  }

  @Override
  public List<SlideGrid> slides() {
    return grids;
  }

  @Override
  public int patchPx() {
    return patchPx;
  }

  @Override
  public CellReader open(int slide) {
    TrainingSlide of = slides.get(slide);
    return new WholeSlideCells(tiledSlides.open(of.slide()), of.tiling().grid());
  }
}
