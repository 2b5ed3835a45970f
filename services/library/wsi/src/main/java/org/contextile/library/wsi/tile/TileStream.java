// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.tile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.contextile.library.wsi.slide.Level;
import org.contextile.library.wsi.slide.Slide;
import org.jspecify.annotations.Nullable;

/**
 * All tiles of a grid in batches, read ahead by threads of its own into buffers that go round.
 * Every tile comes once, in the same order whatever the number of threads; a tile's own index says
 * where it belongs. For one consuming thread.
 */
public final class TileStream implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final ExecutorService threads;
  private final BlockingQueue<TileReader> readers;
  private final List<TileReader> allReaders = new ArrayList<>();
  private final Deque<MemorySegment> free = new ArrayDeque<>();
  private final Deque<Future<TileBatch>> ahead = new ArrayDeque<>();
  private final List<List<Tile>> batches;
  private int submitted;
  private @Nullable MemorySegment lent;

  /**
   * @param batchSize tiles per batch, at least 1; the last one may be smaller
   * @param threadCount threads that read, at least 1
   */
  public TileStream(Slide slide, TileGrid grid, int batchSize, int threadCount) {
    this(slide, grid, grid.tiles(), batchSize, threadCount);
  }

  /** As above, for some of the grid's tiles only. */
  public TileStream(Slide slide, TileGrid grid, List<Tile> tiles, int batchSize, int threadCount) {
    this(slide, grid, tiles, Decoding.WHOLE, batchSize, threadCount);
  }

  /** As above, with a say in how stored tiles are decoded. */
  public TileStream(
      Slide slide,
      TileGrid grid,
      List<Tile> tiles,
      Decoding decoding,
      int batchSize,
      int threadCount) {
    this(slide, grid, batches(slide, grid, tiles, decoding, batchSize), decoding, threadCount);
  }

  /**
   * As above, for batches that {@link #batches} gave, such as the last ones.
   *
   * @param threadCount threads that read, at least 1
   */
  public TileStream(
      Slide slide, TileGrid grid, List<List<Tile>> batches, Decoding decoding, int threadCount) {
    if (threadCount < 1) {
      throw new IllegalArgumentException("threads must be at least 1");
    }
    this.batches = List.copyOf(batches);
    this.threads =
        Executors.newFixedThreadPool(threadCount, Thread.ofPlatform().daemon().factory());
    this.readers = new ArrayBlockingQueue<>(threadCount);
    for (int i = 0; i < threadCount; i++) {
      var reader = new TileReader(slide, grid, decoding);
      allReaders.add(reader);
      readers.add(reader);
    }
    int most = batches.stream().mapToInt(List::size).max().orElse(1);
    long bytes = (long) most * allReaders.getFirst().tileBytes();
    for (int i = 0; i < threadCount + 1; i++) {
      free.add(arena.allocate(bytes, 64));
    }
    readAhead();
  }

  /**
   * The batches in which a stream gives tiles of a grid, in its order: a function of the arguments
   * alone.
   *
   * @param batchSize tiles per batch, at least 1; the last one may be smaller
   */
  public static List<List<Tile>> batches(
      Slide slide, TileGrid grid, List<Tile> tiles, Decoding decoding, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("a batch has at least 1 tile, not " + batchSize);
    }
    var window = TileWindow.of(slide, grid, decoding);
    var ordered = ReadingOrder.of(tiles, window, slide.reader().keptTiles(window.level()));
    var batches = new ArrayList<List<Tile>>();
    for (int from = 0; from < ordered.size(); from += batchSize) {
      batches.add(List.copyOf(ordered.subList(from, Math.min(from + batchSize, ordered.size()))));
    }
    return batches;
  }

  /** What tiles are read from: one of the slide's levels, or one that the decoder makes of it. */
  public static Level level(Slide slide, TileGrid grid, Decoding decoding) {
    return TileWindow.of(slide, grid, decoding).level();
  }

  /** How many tiles will come in all. */
  public int size() {
    return batches.stream().mapToInt(List::size).sum();
  }

  /** The next batch; empty after the last. The batch before it loses its pixels. */
  public Optional<TileBatch> next() throws InterruptedException {
    if (lent != null) {
      free.add(lent);
      lent = null;
    }
    readAhead();
    var first = ahead.poll();
    if (first == null) {
      return Optional.empty();
    }
    try {
      var batch = first.get();
      lent = batch.pixels();
      return Optional.of(batch);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch of tiles could not be read", e.getCause());
    }
  }

  /** Waits for reads under way, then frees the buffers. */
  @Override
  public void close() {
    ahead.forEach(read -> read.cancel(false));
    threads.close();
    allReaders.forEach(TileReader::close);
    arena.close();
  }

  private void readAhead() {
    while (submitted < batches.size() && !free.isEmpty()) {
      var tiles = batches.get(submitted++);
      var pixels = free.remove();
      ahead.add(threads.submit(reading(tiles, pixels)));
    }
  }

  private Callable<TileBatch> reading(List<Tile> tiles, MemorySegment pixels) {
    return () -> {
      var reader = readers.take();
      try {
        return new TileBatch(tiles, reader.read(tiles, pixels), pixels);
      } finally {
        readers.add(reader);
      }
    };
  }
}
