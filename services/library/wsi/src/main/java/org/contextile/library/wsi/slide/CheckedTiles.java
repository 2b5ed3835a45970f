// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.slide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Stored tiles of a level that are believed: those at its corners and in its middle are what the
 * slide's reader reads. For pictures; tiles for models are always read by the reader.
 */
public final class CheckedTiles implements AutoCloseable {
  /** Larger tiles are not decoded whole for a part of them. */
  private static final int MOST_TILE_PX = 512 * 512;

  private final PixelReader reader;
  private final Level level;
  private final Optional<StoredTiles> tiles;

  private CheckedTiles(PixelReader reader, Level level, Optional<StoredTiles> tiles) {
    this.reader = reader;
    this.level = level;
    this.tiles = tiles;
  }

  /** Of a level; where there are none to believe, all is left to the reader. */
  public static CheckedTiles of(PixelReader reader, Level level) {
    Optional<StoredTiles> tiles = Optional.empty();
    boolean believed = false;
    try {
      tiles = reader.storedTiles(level);
      believed = tiles.isPresent() && agree(reader, level, tiles.get());
    } catch (IOException e) {
      // Whatever ails the file, the reader meets it as well.
    }
    if (believed) {
      return new CheckedTiles(reader, level, tiles);
    }
    tiles.ifPresent(CheckedTiles::close);
    return new CheckedTiles(reader, level, Optional.empty());
  }

  /**
   * A block whose edges lie on those of stored tiles, or of the level.
   *
   * @return its RGB, row by row
   */
  byte[] block(LevelRegion block) throws UnreadableRegionException {
    if (tiles.isPresent()) {
      var rgb = new byte[block.bytes()];
      if (isRead(tiles.get(), block, rgb)) {
        return rgb;
      }
    }
    var buffer = new RegionBuffer();
    buffer.read(reader, block);
    return buffer.rgb();
  }

  /**
   * Any region.
   *
   * @throws UnreadableRegionException when stored data under it cannot be decoded
   */
  public RgbImage read(LevelRegion region) throws UnreadableRegionException {
    if (tiles.isPresent() && isInside(region)) {
      var around = around(region);
      var rgb = new byte[around.bytes()];
      if (isRead(tiles.get(), around, rgb)) {
        return cut(rgb, around, region);
      }
    }
    var buffer = new RegionBuffer();
    buffer.read(reader, region);
    return new RgbImage(region.widthPx(), region.heightPx(), buffer.rgb());
  }

  @Override
  public void close() {
    tiles.ifPresent(CheckedTiles::close);
  }

  private boolean isInside(LevelRegion region) {
    return region.x() >= 0
        && region.y() >= 0
        && region.x() + region.widthPx() <= level.widthPx()
        && region.y() + region.heightPx() <= level.heightPx()
        && (long) level.tileWidthPx() * level.tileHeightPx() <= MOST_TILE_PX;
  }

  /** The stored tiles under a region. */
  private LevelRegion around(LevelRegion region) {
    int width = level.tileWidthPx();
    int height = level.tileHeightPx();
    long left = region.x() / width * width;
    long top = region.y() / height * height;
    long right =
        Math.min(level.widthPx(), Math.ceilDiv(region.x() + region.widthPx(), width) * width);
    long bottom =
        Math.min(level.heightPx(), Math.ceilDiv(region.y() + region.heightPx(), height) * height);
    return new LevelRegion(
        level, left, top, Math.toIntExact(right - left), Math.toIntExact(bottom - top));
  }

  private static RgbImage cut(byte[] rgb, LevelRegion around, LevelRegion region) {
    var pixels = new byte[region.bytes()];
    int left = (int) (region.x() - around.x());
    int top = (int) (region.y() - around.y());
    for (int y = 0; y < region.heightPx(); y++) {
      int from = 3 * ((top + y) * around.widthPx() + left);
      System.arraycopy(rgb, from, pixels, 3 * y * region.widthPx(), 3 * region.widthPx());
    }
    return new RgbImage(region.widthPx(), region.heightPx(), pixels);
  }

  private static boolean isRead(StoredTiles tiles, LevelRegion region, byte[] rgb) {
    try {
      return tiles.read(region, rgb);
    } catch (IOException e) {
      // Whatever ails the file, the reader meets it as well.
      return false;
    }
  }

  private static boolean agree(PixelReader reader, Level level, StoredTiles tiles)
      throws IOException {
    int across = Math.toIntExact(Math.ceilDiv(level.widthPx(), level.tileWidthPx()));
    int down = Math.toIntExact(Math.ceilDiv(level.heightPx(), level.tileHeightPx()));
    int[][] probes = {
      {0, 0}, {across - 1, 0}, {across / 2, down / 2}, {0, down - 1}, {across - 1, down - 1}
    };
    for (int[] probe : probes) {
      long x = (long) probe[0] * level.tileWidthPx();
      long y = (long) probe[1] * level.tileHeightPx();
      var region =
          new LevelRegion(
              level,
              x,
              y,
              (int) Math.min(level.tileWidthPx(), level.widthPx() - x),
              (int) Math.min(level.tileHeightPx(), level.heightPx() - y));
      var expected = new RegionBuffer();
      expected.read(reader, region);
      var rgb = new byte[region.bytes()];
      if (!tiles.read(region, rgb) || !Arrays.equals(rgb, expected.rgb())) {
        return false;
      }
    }
    return true;
  }

  private static void close(StoredTiles tiles) {
    try {
      tiles.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
