// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.slide.ShownSlide;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.library.wsi.SlideFormats;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.springframework.stereotype.Component;

/**
 * Tiles of a slide's DeepZoom pyramid: those of coarse levels as ingest stored them, the others
 * made of the file when they are asked for, as many at once as there are processors, first come,
 * first served. A tile is made once for all who wait for it, and kept for a while.
 */
@Component
class DeepZoomTiles {
  private static final int MOST_WAITING = 1024;

  /** What the cache itself takes for a tile. */
  private static final int ENTRY_BYTES = 256;

  private final OpenSlides slides;
  private final Duration patience;
  private final Cache<Place, byte[]> made;
  private final Map<Place, CompletableFuture<byte[]>> underWay = new ConcurrentHashMap<>();
  private final ExecutorService threads;

  DeepZoomTiles(OpenSlides slides, DeepZoomProperties properties) {
    this.slides = slides;
    this.patience = properties.patience();
    this.made =
        Caffeine.newBuilder()
            .maximumWeight(properties.cache().toBytes())
            .weigher((Place _, byte[] jpeg) -> jpeg.length + ENTRY_BYTES)
            .build();
    int processors = Runtime.getRuntime().availableProcessors();
    this.threads =
        new ThreadPoolExecutor(
            processors,
            processors,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("deepzoom-", 0).factory());
  }

  private record Place(UUID slide, int level, int column, int row) {}

  @PreDestroy
  void close() {
    var _ = threads.shutdownNow();
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
  byte[] tile(ShownSlide slide, int level, int column, int row) {
    if (!DeepZoom.contains(slide.widthPx(), slide.heightPx(), level, column, row)) {
      throw ProblemException.notFound("tile", level + "/" + column + "_" + row);
    }
    try {
      Optional<byte[]> stored = slides.stored(slide, level, column, row);
      if (stored.isPresent()) {
        return stored.get();
      }
      Place place = new Place(slide.id(), level, column, row);
      byte[] known = made.getIfPresent(place);
      return known == null ? await(making(slide, place)) : known;
    } catch (BusyException e) {
      throw new ProblemException(
          ProblemType.BUSY.with(
              "The tile cannot be made at once, since many are being made. Ask again in a moment."),
          e);
    } catch (UnreadableRegionException e) {
      throw new ProblemException(
          ProblemType.UNREADABLE_TILE.with("The slide's data under this tile cannot be decoded."),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tag of a tile: the slide's bytes, what decodes them today, and the place decide. */
  String tag(ShownSlide slide, int level, int column, int row) {
    String stored = slide.coarseLevelsDigest();
    return "\"%s-%s-%s-%d-%d-%d\""
        .formatted(
            slide.artifactDigest().substring(0, 32),
            stored == null ? "" : stored.substring(0, 16),
            SlideFormats.readerVersion().token().replace('/', '-'),
            level,
            column,
            row);
  }

  private CompletableFuture<byte[]> making(ShownSlide slide, Place place) {
    CompletableFuture<byte[]> fresh = new CompletableFuture<>();
    CompletableFuture<byte[]> present = underWay.putIfAbsent(place, fresh);
    if (present != null) {
      return present;
    }
    long asked = System.nanoTime();
    try {
      threads.execute(WorkspaceScope.carried(() -> make(slide, place, fresh, asked)));
    } catch (RejectedExecutionException e) {
      underWay.remove(place);
      fresh.completeExceptionally(new BusyException());
    }
    return fresh;
  }

  private void make(ShownSlide slide, Place place, CompletableFuture<byte[]> making, long asked) {
    try {
      // It may have been made just before it was asked for again.
      byte[] jpeg = made.getIfPresent(place);
      if (jpeg == null) {
        if (System.nanoTime() - asked > patience.toNanos()) {
          // Who asked for it has been told to come again.
          throw new BusyException();
        }
        jpeg = jpeg(slide, place);
        made.put(place, jpeg);
      }
      making.complete(jpeg);
    } catch (UnreadableRegionException | RuntimeException | Error e) {
      making.completeExceptionally(e);
    } finally {
      underWay.remove(place);
    }
  }

  private byte[] jpeg(ShownSlide slide, Place place) throws UnreadableRegionException {
    return slides
        .look(slide, pyramid -> pyramid.tile(place.level(), place.column(), place.row()))
        .orElseThrow()
        .toJpeg(DeepZoom.QUALITY);
  }

  private byte[] await(CompletableFuture<byte[]> making) throws UnreadableRegionException {
    try {
      return making.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BusyException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UnreadableRegionException unreadable -> throw unreadable;
        case RuntimeException runtime -> throw runtime;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
