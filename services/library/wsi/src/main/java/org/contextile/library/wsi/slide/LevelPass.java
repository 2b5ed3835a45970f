// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole level once, for all who want its pixels: every stored tile is decoded once, blocks
 * are read ahead by several threads, and come in order. Of level 0, what cannot be read is left
 * out; a broken coarser level ends the pass, since a finer one can serve.
 */
public final class LevelPass implements StoredBlocks.Visitor {
  private static final int PIECE_PX = 128;
  private static final int MOST_THREADS = 8;

  /** Pixels that may be read ahead, 3 bytes each. */
  private static final long MOST_AHEAD_PX = 16L << 20;

  private final PixelReader reader;
  private final boolean lenient;
  private final List<BlockSink> sinks;
  private final ExecutorService threads;
  private final int most;
  private final Deque<Step> ahead = new ArrayDeque<>();

  private LevelPass(
      PixelReader reader,
      boolean lenient,
      List<BlockSink> sinks,
      ExecutorService threads,
      int most) {
    this.reader = reader;
    this.lenient = lenient;
    this.sinks = sinks;
    this.threads = threads;
    this.most = most;
  }

  /** A block of pixels, or a part of one. */
  @SuppressWarnings("ArrayRecordComponent") // pixels are moved, never compared
  private record Pixels(byte[] rgb, int x, int y, int widthPx, int heightPx) {}

  /** A block that is being read, or the end of a row of blocks. */
  private record Step(@Nullable Future<List<Pixels>> block, int bottom) {}

  /**
   * Gives the pixels of a level to the sinks, in the caller's thread.
   *
   * @throws UnreadableRegionException when a level other than 0 cannot be read whole
   */
  public static void read(Slide slide, Level level, List<? extends BlockSink> sinks)
      throws UnreadableRegionException {
    int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    var threads =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().daemon().name("blocks-", 0).factory());
    try {
      var pass =
          new LevelPass(
              slide.reader(),
              level.index() == 0,
              List.copyOf(sinks),
              threads,
              (int) Math.clamp(MOST_AHEAD_PX / StoredBlocks.mostPx(level), 1L, 2L * count));
      StoredBlocks.visit(
          level, 0, 0, Math.toIntExact(level.widthPx()), Math.toIntExact(level.heightPx()), pass);
      while (!pass.ahead.isEmpty()) {
        pass.take();
      }
    } finally {
      // A read under way may not outlive the slide that the caller closes.
      var _ = threads.shutdownNow();
      threads.close();
    }
  }

  @Override
  public void block(LevelRegion block, int left, int top) throws UnreadableRegionException {
    while (ahead.size() >= most) {
      take();
    }
    ahead.add(new Step(threads.submit(() -> read(block, left, top)), 0));
  }

  @Override
  public void above(int bottom) {
    ahead.add(new Step(null, bottom));
  }

  private void take() throws UnreadableRegionException {
    Step step = ahead.remove();
    if (step.block() == null) {
      sinks.forEach(sink -> sink.finish(step.bottom()));
      return;
    }
    for (Pixels pixels : result(step.block())) {
      for (BlockSink sink : sinks) {
        sink.add(pixels.rgb(), pixels.x(), pixels.y(), pixels.widthPx(), pixels.heightPx());
      }
    }
  }

  private static List<Pixels> result(Future<List<Pixels>> block) throws UnreadableRegionException {
    try {
      return block.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreadableRegionException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case UnreadableRegionException unreadable -> throw unreadable;
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private List<Pixels> read(LevelRegion block, int left, int top) throws UnreadableRegionException {
    try {
      return List.of(pixels(block, left, top));
    } catch (UnreadableRegionException e) {
      if (!lenient) {
        throw e;
      }
      return inPieces(block, left, top);
    }
  }

  private Pixels pixels(LevelRegion region, int left, int top) throws UnreadableRegionException {
    var buffer = new RegionBuffer();
    buffer.read(reader, region);
    return new Pixels(buffer.rgb(), left, top, region.widthPx(), region.heightPx());
  }

  /** What can be read of a block. */
  private List<Pixels> inPieces(LevelRegion block, int left, int top) {
    var pieces = new ArrayList<Pixels>();
    for (int y = 0; y < block.heightPx(); y += PIECE_PX) {
      for (int x = 0; x < block.widthPx(); x += PIECE_PX) {
        var piece =
            new LevelRegion(
                block.level(),
                block.x() + x,
                block.y() + y,
                Math.min(PIECE_PX, block.widthPx() - x),
                Math.min(PIECE_PX, block.heightPx() - y));
        try {
          pieces.add(pixels(piece, left + x, top + y));
        } catch (UnreadableRegionException e) {
          // The sinks know the piece as unreadable, since it never comes.
        }
      }
    }
    return pieces;
  }
}
