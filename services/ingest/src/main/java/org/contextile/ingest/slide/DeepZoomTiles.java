// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.SlideEntity;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.springframework.stereotype.Component;

/** Tiles of a slide's DeepZoom pyramid, made when they are asked for. */
@Component
class DeepZoomTiles {
  private static final int QUALITY = 85;

  private final OpenSlides slides;
  private final Duration patience;
  private final MemoryBudget memory;
  private final SlideOverviews overviews;

  DeepZoomTiles(OpenSlides slides, DeepZoomProperties properties) {
    this.slides = slides;
    this.patience = properties.patience();
    this.memory = new MemoryBudget(properties.memory().toBytes());
    this.overviews = new SlideOverviews(slides, memory);
  }

  @PreDestroy
  void close() {
    overviews.close();
  }

  String descriptor(SlideEntity slide) {
    return DeepZoom.descriptor(slide.pyramid().widthPx(), slide.pyramid().heightPx());
  }

  /**
   * A tile as JPEG.
   *
   * @throws ProblemException {@code not-found} when the pyramid has no such tile, {@code busy} when
   *     it cannot be made in a few seconds
   */
  byte[] tile(SlideEntity slide, int level, int column, int row) {
    try {
      if (slides.look(slide, pyramid -> pyramid.needsOverview(level, column, row))) {
        overviews.await(slide, patience);
      }
      long bytes = slides.look(slide, pyramid -> pyramid.workingBytes(level, column, row));
      return memory.within(
          bytes,
          patience,
          () ->
              slides
                  .look(slide, pyramid -> pyramid.tile(level, column, row))
                  .orElseThrow(
                      () -> ProblemException.notFound("tile", level + "/" + column + "_" + row))
                  .toJpeg(QUALITY));
    } catch (BusyException e) {
      throw new ProblemException(
          ProblemType.BUSY.with(
              "The tile cannot be made at once: the slide has no coarse levels, or many tiles are"
                  + " being made. Ask again in a moment."),
          e);
    } catch (UnreadableRegionException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_TILE.with("The slide's data under this tile cannot be decoded."),
          e);
    }
  }

  /** The tag of a tile: the slide's bytes, what decodes them today, and the place decide. */
  String tag(SlideEntity slide, int level, int column, int row) {
    return "\"%s-%s-%d-%d-%d\""
        .formatted(
            slide.artifactDigest().substring(0, 32),
            SlideFormats.readerVersion().token().replace('/', '-'),
            level,
            column,
            row);
  }
}
