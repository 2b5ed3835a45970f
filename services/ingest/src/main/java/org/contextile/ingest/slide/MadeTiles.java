// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
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
import org.contextile.api.problem.ProblemException;
import org.contextile.api.problem.ProblemType;
import org.contextile.db.workspace.WorkspaceScope;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tiles that are made when they are asked for, as many at once as there are processors, first come,
 * first served. A tile is made once for all who wait for it, and kept for a while.
 */
@Component
class MadeTiles {
  private static final int MOST_WAITING = 1024;

  /** What the cache itself takes for a tile. */
  private static final int ENTRY_BYTES = 256;

  private final Duration patience;
  private final Cache<Place, byte[]> made;
  private final Map<Place, CompletableFuture<byte[]>> underWay = new ConcurrentHashMap<>();
  private final ExecutorService threads;

  MadeTiles(DeepZoomProperties properties) {
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
            Thread.ofPlatform().daemon().name("tiles-", 0).factory());
  }

  /** The ways in which a slide is cut into tiles. */
  enum Grid {
    DEEP_ZOOM,
    NATIVE
  }

  /** A tile of a slide. */
  record Place(UUID slide, Grid grid, int level, int column, int row) {}

  /** Makes a tile. */
  @FunctionalInterface
  interface Making {
    byte[] jpeg() throws UnreadableRegionException;
  }

  @PreDestroy
  void close() {
    var _ = threads.shutdownNow();
  }

  /**
   * A tile as JPEG.
   *
   * @throws ProblemException {@code busy} when it cannot be made in a few seconds, {@code
   *     unreadable-tile} when what it is made of cannot be decoded
   */
  byte[] tile(Place place, Making making) {
    byte[] known = made.getIfPresent(place);
    return known == null ? await(started(place, making)) : known;
  }

  private CompletableFuture<byte[]> started(Place place, Making making) {
    CompletableFuture<byte[]> fresh = new CompletableFuture<>();
    CompletableFuture<byte[]> present = underWay.putIfAbsent(place, fresh);
    if (present != null) {
      return present;
    }
    long asked = System.nanoTime();
    try {
      threads.execute(WorkspaceScope.carried(() -> make(place, making, fresh, asked)));
    } catch (RejectedExecutionException e) {
      underWay.remove(place);
      fresh.completeExceptionally(new BusyException());
    }
    return fresh;
  }

  private void make(Place place, Making making, CompletableFuture<byte[]> awaited, long asked) {
    try {
      // It may have been made just before it was asked for again.
      byte[] jpeg = made.getIfPresent(place);
      if (jpeg == null) {
        if (System.nanoTime() - asked > patience.toNanos()) {
          // Who asked for it has been told to come again.
          throw new BusyException();
        }
        jpeg = making.jpeg();
        made.put(place, jpeg);
      }
      awaited.complete(jpeg);
    } catch (UnreadableRegionException | RuntimeException | Error e) {
      awaited.completeExceptionally(e);
    } finally {
      underWay.remove(place);
    }
  }

  private byte[] await(CompletableFuture<byte[]> making) {
    try {
      return making.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw busy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(e);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    }
  }

  /** What is answered where a tile could not be had. */
  static RuntimeException refusal(@Nullable Throwable cause) {
    return switch (cause) {
      case UnreadableRegionException unreadable -> unreadable(unreadable);
      case BusyException busy -> busy(busy);
      case RuntimeException runtime -> runtime;
      case null, default -> new IllegalStateException(cause);
    };
  }

  private static ProblemException unreadable(UnreadableRegionException e) {
    return new ProblemException(
        ProblemType.UNREADABLE_TILE.with("The slide's data under this tile cannot be decoded."), e);
  }

  static ProblemException busy(Exception e) {
    return new ProblemException(
        ProblemType.BUSY.with(
            "The tile cannot be made at once, since many are being made. Ask again in a moment."),
        e);
  }
}
