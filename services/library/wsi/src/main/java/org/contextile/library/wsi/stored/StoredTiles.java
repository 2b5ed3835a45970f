// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.stored;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.contextile.library.wsi.slide.LevelRegion;
import org.contextile.library.wsi.slide.PixelReader;
import org.contextile.library.wsi.slide.UnreadableRegionException;
import org.contextile.library.wsi.tiff.JpegStream;

/**
 * Regions of the levels whose stored tiles are read from the file. Whoever shares it sees to it
 * that nobody reads while it is closed.
 */
final class StoredTiles implements AutoCloseable {
  /** Neighbouring tiles share stored tiles; 64 MiB hold a strip of them. */
  private static final long CACHE_BYTES = 64L << 20;

  private static final int LEAST_SLOTS = 16;
  private static final int MOST_SLOTS = 4096;

  private final PixelReader other;
  private final DecoderPool decoders;
  private final TileCache cache;
  private final int kept;
  private final boolean fillsFromFiner;
  private final byte[] background = new byte[3 * 1024];

  private StoredTiles(
      PixelReader other, DecoderPool decoders, TileCache cache, int kept, boolean fillsFromFiner) {
    this.other = other;
    this.decoders = decoders;
    this.cache = cache;
    this.kept = kept;
    this.fillsFromFiner = fillsFromFiner;
    for (int i = 0; i < background.length; i++) {
      background[i] = (byte) (other.background() >> (8 * (2 - i % 3)));
    }
  }

  /** Empty when no level has any. */
  static Optional<StoredTiles> open(Path path, List<StoredLevel> levels, PixelReader other)
      throws IOException {
    long largest = levels.stream().mapToLong(StoredLevel::tileBytes).max().orElse(0);
    if (largest == 0) {
      return Optional.empty();
    }
    var file = PreadFile.open(path);
    int slots = Math.clamp(CACHE_BYTES / largest, LEAST_SLOTS, MOST_SLOTS);
    int[] tiles = levels.stream().mapToInt(StoredLevel::tiles).toArray();
    return Optional.of(
        new StoredTiles(
            other,
            new DecoderPool(file),
            new TileCache(slots, largest, tiles),
            slots,
            StoredLevels.APERIO.equals(other.properties().get("openslide.vendor"))));
  }

  void read(StoredLevel level, LevelRegion region, MemorySegment rgb)
      throws UnreadableRegionException {
    long left = Math.max(0, region.x());
    long top = Math.max(0, region.y());
    long right = Math.min(level.level().widthPx(), region.x() + region.widthPx());
    long bottom = Math.min(level.level().heightPx(), region.y() + region.heightPx());
    if (left >= right || top >= bottom || (right - left) * (bottom - top) < region.areaPx()) {
      fill(region, region.x(), region.y(), region.widthPx(), region.heightPx(), rgb);
    }
    int width = level.tileWidthPx();
    int height = level.tileHeightPx();
    for (long y = top; y < bottom; y = (y / height + 1) * height) {
      for (long x = left; x < right; x = (x / width + 1) * width) {
        int tile = (int) (y / height * level.index().across() + x / width);
        int columns = (int) (Math.min(right, (x / width + 1) * width) - x);
        int rows = (int) (Math.min(bottom, (y / height + 1) * height) - y);
        if (level.index().length(tile) == 0 && !isFilledFromFiner(level)) {
          fill(region, x, y, columns, rows, rgb);
        } else {
          copy(level, tile, region, x, y, columns, rows, rgb);
        }
      }
    }
  }

  /** A tile that is stored, as a stream. */
  byte[] jpeg(StoredLevel level, int tile) throws UnreadableRegionException {
    TileDecoder decoder = decoders.take();
    try {
      return decoder.stream(level.index(), level.prefix(), tile);
    } catch (IOException e) {
      throw unreadable(level, tile, e);
    } finally {
      decoders.giveBack(decoder);
    }
  }

  /** The same where no disk need be waited for; else empty. */
  Optional<byte[]> jpegAtHand(StoredLevel level, int tile) throws UnreadableRegionException {
    TileDecoder decoder = decoders.take();
    try {
      return decoder.streamAtHand(level.index(), level.prefix(), tile);
    } catch (IOException e) {
      throw unreadable(level, tile, e);
    } finally {
      decoders.giveBack(decoder);
    }
  }

  @Override
  public void close() {
    decoders.close();
    cache.close();
  }

  /** Where a tile of a coarse level is missing, OpenSlide shows Aperio's finer one instead. */
  private boolean isFilledFromFiner(StoredLevel level) {
    return fillsFromFiner && level.isCoarse();
  }

  /** Decoded tiles that are there for the next read. */
  int kept() {
    return kept;
  }

  /**
   * Whether tiles that the decoder shrinks are near those that are averaged: not where chroma is
   * stored smaller, nor where missing tiles are shown otherwise than as background.
   */
  boolean canShrink(StoredLevel level) {
    int first = -1;
    for (int tile = level.tiles() - 1; tile >= 0; tile--) {
      if (level.index().length(tile) != 0) {
        first = tile;
      } else if (isFilledFromFiner(level)) {
        return false;
      }
    }
    try {
      return first >= 0 && JpegStream.hasWholeChroma(jpeg(level, first));
    } catch (UnreadableRegionException e) {
      return false;
    }
  }

  private void copy(
      StoredLevel level,
      int tile,
      LevelRegion region,
      long x,
      long y,
      int columns,
      int rows,
      MemorySegment rgb)
      throws UnreadableRegionException {
    int slot = cache.acquire(level.level().index(), tile);
    if (slot < 0) {
      slot = ~slot;
      load(level, tile, slot);
    }
    try {
      MemorySegment pixels = cache.memory(slot);
      int width = level.tileWidthPx();
      long from = 3 * (y % level.tileHeightPx() * width + x % width);
      long to = 3L * ((y - region.y()) * region.widthPx() + x - region.x());
      for (int row = 0; row < rows; row++) {
        MemorySegment.copy(pixels, from, rgb, to, 3L * columns);
        from += 3L * width;
        to += 3L * region.widthPx();
      }
    } finally {
      cache.release(slot);
    }
  }

  private void load(StoredLevel level, int tile, int slot) throws UnreadableRegionException {
    boolean loaded = false;
    try {
      if (level.index().length(tile) == 0) {
        other.read(level.whole(tile), cache.memory(slot));
      } else {
        decode(level, tile, cache.memory(slot));
      }
      loaded = true;
    } finally {
      if (loaded) {
        cache.loaded(slot);
      } else {
        cache.failed(slot);
      }
    }
  }

  private void decode(StoredLevel level, int tile, MemorySegment rgb)
      throws UnreadableRegionException {
    TileDecoder decoder = decoders.take();
    try {
      decoder.decode(level, tile, rgb);
    } catch (IOException e) {
      throw unreadable(level, tile, e);
    } finally {
      decoders.giveBack(decoder);
    }
  }

  private UnreadableRegionException unreadable(StoredLevel level, int tile, IOException e) {
    return new UnreadableRegionException(
        "%s: %s cannot be decoded: %s".formatted(other.name(), level.place(tile), e.getMessage()),
        e);
  }

  private void fill(LevelRegion region, long x, long y, int columns, int rows, MemorySegment rgb) {
    for (int row = 0; row < rows; row++) {
      long to = 3 * ((y + row - region.y()) * region.widthPx() + x - region.x());
      for (int done = 0; done < 3 * columns; done += background.length) {
        int bytes = Math.min(background.length, 3 * columns - done);
        MemorySegment.copy(background, 0, rgb, JAVA_BYTE, to + done, bytes);
      }
    }
  }
}
