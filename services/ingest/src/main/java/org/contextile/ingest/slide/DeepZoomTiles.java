// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import org.contextile.db.slide.SlideEntity;
import org.contextile.platform.problem.Problem;
import org.contextile.platform.problem.ProblemException;
import org.contextile.wsi.deepzoom.DeepZoom;
import org.contextile.wsi.slide.UnreadableRegionException;
import org.springframework.stereotype.Component;

/** Tiles of a slide's DeepZoom pyramid, made when they are asked for. */
@Component
class DeepZoomTiles {
  private static final int QUALITY = 85;

  private final OpenSlides slides;

  DeepZoomTiles(OpenSlides slides) {
    this.slides = slides;
  }

  String descriptor(SlideEntity slide) {
    return DeepZoom.descriptor(slide.pyramid().widthPx(), slide.pyramid().heightPx());
  }

  /**
   * A tile as JPEG.
   *
   * @throws ProblemException {@code not-found} when the pyramid has no such tile
   */
  byte[] tile(SlideEntity slide, int level, int column, int row) {
    try {
      return slides
          .look(slide, pyramid -> pyramid.tile(level, column, row))
          .orElseThrow(() -> ProblemException.notFound("tile", level + "/" + column + "_" + row))
          .toJpeg(QUALITY);
    } catch (UnreadableRegionException e) {
      throw new ProblemException(
          Problem.of(
              "unreadable-tile",
              "Unreadable tile",
              422,
              "The slide's data under this tile cannot be decoded."),
          e);
    }
  }

  /** The tag of a tile: the slide's bytes and the place decide what it shows. */
  String tag(SlideEntity slide, int level, int column, int row) {
    return "\"%s-%s-%d-%d-%d\""
        .formatted(
            slide.artifactDigest().substring(0, 32),
            slide.provenance().openslideVersion(),
            level,
            column,
            row);
  }
}
