// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.contextile.api.model.SlideTileLevel;
import org.contextile.api.model.SlideTiles;
import org.contextile.api.problem.ProblemException;
import org.contextile.db.slide.ShownSlide;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.ingest.slide.MadeTiles.Grid;
import org.contextile.ingest.slide.MadeTiles.Place;
import org.contextile.ingest.slide.MadeTiles.Viewer;
import org.contextile.ingest.slide.OpenSlides.Look;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.NativeTiles;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.springframework.stereotype.Component;

/** A slide's own tiles: as they are stored where that can be, else made when they are asked for. */
@Component
class NativeSlideTiles {
  /** A read keeps its thread waiting for the disk, which a request's own thread may not. */
  private static final int READERS = 16;

  private final OpenSlides slides;
  private final MadeTiles made;
  private final ExecutorService readers =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().daemon().name("stored-tiles-", 0).factory());

  NativeSlideTiles(OpenSlides slides, MadeTiles made) {
    this.slides = slides;
    this.made = made;
  }

  /** The grid of every level. */
  SlideTiles describe(ShownSlide slide) {
    return read(
        slide,
        open ->
            new SlideTiles(
                slide.widthPx(),
                slide.heightPx(),
                "/v1/slides/" + slide.id() + "/tiles/{level}/{column}_{row}.jpeg",
                levels(open.nativeTiles().grids())));
  }

  /**
   * A tile as JPEG.
   *
   * @throws ProblemException {@code not-found} when there is no such tile, {@code busy} when it
   *     cannot be made in a few seconds
   */
  byte[] tile(ShownSlide slide, int level, int column, int row, Viewer viewer) {
    Optional<byte[]> stored = atHand(slide, level, column, row);
    if (stored.isPresent()) {
      return stored.get();
    }
    stored =
        read(
            slide,
            open -> {
              if (!open.nativeTiles().has(level, column, row)) {
                throw ProblemException.notFound("tile", level + "/" + column + "_" + row);
              }
              return open.nativeTiles().stored(level, column, row);
            });
    return stored.isPresent()
        ? stored.get()
        : made.tile(
            new Place(slide.id(), Grid.NATIVE, level, column, row),
            () ->
                slides
                    .look(slide, open -> open.nativeTiles().pixels(level, column, row))
                    .toJpeg(DeepZoom.QUALITY),
            viewer);
  }

  /**
   * Most tiles that are looked at are in the system's memory: to read these keeps nobody waiting.
   */
  private Optional<byte[]> atHand(ShownSlide slide, int level, int column, int row) {
    try {
      return slides.lookIfOpen(slide, open -> open.nativeTiles().storedAtHand(level, column, row));
    } catch (UnreadableRegionException e) {
      throw MadeTiles.refusal(e);
    }
  }

  private <T> T read(ShownSlide slide, Look<T> look) {
    CompletableFuture<T> read = new CompletableFuture<>();
    readers.execute(
        WorkspaceScope.carried(
            () -> {
              try {
                read.complete(slides.look(slide, look));
              } catch (UnreadableRegionException | RuntimeException | Error e) {
                read.completeExceptionally(e);
              }
            }));
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MadeTiles.busy(e);
    } catch (ExecutionException e) {
      throw MadeTiles.refusal(e.getCause());
    }
  }

  @PreDestroy
  void close() {
    var _ = readers.shutdownNow();
  }

  private static List<SlideTileLevel> levels(List<NativeTiles.Grid> grids) {
    return IntStream.range(0, grids.size())
        .mapToObj(
            at -> {
              NativeTiles.Grid grid = grids.get(at);
              return new SlideTileLevel(
                  at,
                  grid.level().widthPx(),
                  grid.level().heightPx(),
                  grid.level().downsample(),
                  grid.tileWidthPx(),
                  grid.tileHeightPx(),
                  grid.columns(),
                  grid.rows(),
                  grid.isStored());
            })
        .toList();
  }
}
