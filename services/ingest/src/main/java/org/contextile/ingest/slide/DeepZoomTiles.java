// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.ShownSlide;
import org.contextile.ingest.slide.MadeTiles.Grid;
import org.contextile.ingest.slide.MadeTiles.Place;
import org.contextile.ingest.slide.MadeTiles.Viewer;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.springframework.stereotype.Component;

/**
 * Tiles of a slide's DeepZoom pyramid: those of coarse levels as ingest stored them, the others
 * made of the file when they are asked for.
 */
@Component
class DeepZoomTiles {
  private final OpenSlides slides;
  private final MadeTiles made;

  DeepZoomTiles(OpenSlides slides, MadeTiles made) {
    this.slides = slides;
    this.made = made;
  }

  String descriptor(ShownSlide slide) {
    return DeepZoom.descriptor(slide.widthPx(), slide.heightPx());
  }

  /**
   * A tile as JPEG.
   *
   * @throws ProblemException {@code not-found} when the pyramid has no such tile, {@code busy} when
   *     it cannot be made in a few seconds
   */
  byte[] tile(ShownSlide slide, int level, int column, int row, Viewer viewer) {
    if (!DeepZoom.contains(slide.widthPx(), slide.heightPx(), level, column, row)) {
      throw ProblemException.notFound("tile", level + "/" + column + "_" + row);
    }
    try {
      Optional<byte[]> stored = slides.stored(slide, level, column, row);
      return stored.isPresent()
          ? stored.get()
          : made.tile(
              new Place(slide.id(), Grid.DEEP_ZOOM, level, column, row),
              () ->
                  slides
                      .look(slide, open -> open.pyramid().tile(level, column, row))
                      .orElseThrow()
                      .toJpeg(DeepZoom.QUALITY),
              viewer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
