// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.slide;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
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
 * first served. A tile is made once for all who wait for it, and kept for a while; one that nobody
 * waits for any more, be it that they went away or were told to come again, is not begun.
 */
@Component
class MadeTiles {
  private static final int MOST_WAITING = 1024;

  /** How long at most it takes to see that a viewer has gone away. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** What the cache itself takes for a tile. */
  private static final int ENTRY_BYTES = 256;

  private final Duration patience;
  private final Cache<Place, byte[]> made;
  private final Map<Place, WantedTile> underWay = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;

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

  /** Who waits for a tile. */
  @FunctionalInterface
  interface Viewer {
    /** One of whom that cannot be told. */
    Viewer STAYS = () -> false;

    /** Whether nobody would take the tile any more; asked by the thread that waits for it. */
    boolean isGone();
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
  byte[] tile(Place place, Making making, Viewer viewer) {
    byte[] known = made.getIfPresent(place);
    return known == null ? await(wanted(place, making), viewer) : known;
  }

  private WantedTile wanted(Place place, Making making) {
    WantedTile fresh = new WantedTile(place);
    WantedTile wanted =
        underWay.merge(place, fresh, (present, other) -> present.join() ? present : other);
    if (wanted == fresh) {
      try {
        threads.execute(fresh.begunBy(WorkspaceScope.carried(() -> make(fresh, making))));
      } catch (RejectedExecutionException e) {
        underWay.remove(place, fresh);
        fresh.jpeg().completeExceptionally(new BusyException());
      }
    }
    return wanted;
  }

  private void make(WantedTile wanted, Making making) {
    try {
      // It may have been made just before it was asked for again.
      byte[] jpeg = made.getIfPresent(wanted.place());
      if (jpeg == null) {
        if (!wanted.begin()) {
          throw new BusyException();
        }
        jpeg = making.jpeg();
        made.put(wanted.place(), jpeg);
      }
      wanted.jpeg().complete(jpeg);
    } catch (UnreadableRegionException | RuntimeException | Error e) {
      wanted.jpeg().completeExceptionally(e);
    } finally {
      underWay.remove(wanted.place(), wanted);
    }
  }

  private byte[] await(WantedTile wanted, Viewer viewer) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        long left = end - System.nanoTime();
        try {
          return wanted.jpeg().get(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (left <= LOOK.toNanos() || viewer.isGone()) {
            throw busy(e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(e);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    } finally {
      if (wanted.leave()) {
        underWay.remove(wanted.place(), wanted);
        threads.remove(wanted.beginning());
      }
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
