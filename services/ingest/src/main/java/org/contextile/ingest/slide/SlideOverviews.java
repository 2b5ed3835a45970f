// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import java.time.Duration;
import java.util.Map;
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
import org.contextile.db.slide.SlideEntity;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.library.wsi.deepzoom.DeepZoom;
import org.contextile.library.wsi.slide.UnreadableRegionException;

/**
 * Reads whole slides that have no coarse levels, one slide at a time, for as many requests as wait
 * for it; who cannot wait so long comes again and finds it done.
 */
final class SlideOverviews {
  private static final int MOST_WAITING = 16;

  private final OpenSlides slides;
  private final MemoryBudget memory;
  private final Map<UUID, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();
  private final ExecutorService thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("overview-", 0).factory());

  SlideOverviews(OpenSlides slides, MemoryBudget memory) {
    this.slides = slides;
    this.memory = memory;
  }

  /**
   * Waits until the slide has been read.
   *
   * @throws BusyException when it has not been in time; the reading goes on
   */
  void await(SlideEntity slide, Duration patience) throws UnreadableRegionException {
    try {
      var _ = reading(slide).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException e) {
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

  void close() {
    var _ = thread.shutdownNow();
  }

  private CompletableFuture<Boolean> reading(SlideEntity slide) {
    CompletableFuture<Boolean> fresh = new CompletableFuture<>();
    CompletableFuture<Boolean> present = underWay.putIfAbsent(slide.id(), fresh);
    if (present != null) {
      return present;
    }
    try {
      thread.execute(WorkspaceScope.carried(() -> read(slide, fresh)));
    } catch (RejectedExecutionException e) {
      underWay.remove(slide.id(), fresh);
      fresh.completeExceptionally(new BusyException());
    }
    return fresh;
  }

  private void read(SlideEntity slide, CompletableFuture<Boolean> reading) {
    try {
      long bytes = slides.look(slide, DeepZoom::overviewBytes);
      boolean done =
          memory.within(
              bytes,
              Duration.ofDays(1),
              () ->
                  slides.look(
                      slide,
                      pyramid -> {
                        pyramid.readOverview();
                        return true;
                      }));
      reading.complete(done);
    } catch (UnreadableRegionException | RuntimeException e) {
      reading.completeExceptionally(e);
    } finally {
      underWay.remove(slide.id(), reading);
    }
  }
}
