// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.wsi.pyramid;

import java.io.IOException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A level while its rows come: stores its tiles by rows, and halves what it takes for the next. */
final class PyramidLevel {
  private static final int TILE_PX = PyramidWriter.TILE_PX;

  private final int widthPx;
  private final int heightPx;
  private final TileCoding coding;
  private final @Nullable PyramidLevel coarser;
  private final int across;
  private final long[] offsets;
  private final long[] lengths;
  private final byte[] half;
  private byte[] rows = new byte[0];
  private int taken;
  private int held;

  PyramidLevel(int widthPx, int heightPx, TileCoding coding, @Nullable PyramidLevel coarser) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.coding = coding;
    this.coarser = coarser;
    this.across = Math.ceilDiv(widthPx, TILE_PX);
    int tiles = Math.multiplyExact(across, Math.ceilDiv(heightPx, TILE_PX));
    this.offsets = new long[tiles];
    this.lengths = new long[tiles];
    this.half = coarser == null ? new byte[0] : new byte[3 * ((widthPx + 1) / 2)];
  }

  int widthPx() {
    return widthPx;
  }

  void add(byte[] rgb, int from, TiffOutput out) throws IOException {
    if (taken == heightPx) {
      return;
    }
    int row = 3 * widthPx;
    if (rows.length == 0) {
      rows = new byte[Math.multiplyExact(Math.min(TILE_PX, heightPx), row)];
    }
    System.arraycopy(rgb, from, rows, held * row, row);
    held++;
    taken++;
    boolean full = held == TILE_PX || taken == heightPx;
    if (full) {
      // Before those of coarser levels, which are made of it.
      store(out);
    }
    if (coarser != null && held % 2 == 0) {
      Halving.rows(rows, (held - 2) * row, (held - 1) * row, widthPx, half, 0);
      coarser.add(half, 0, out);
    }
    if (full) {
      held = 0;
    }
  }

  TiffDirectory directory(LevelTags tags, int downsample) {
    if (taken < heightPx) {
      throw new IllegalStateException(taken + " of " + heightPx + " rows have come");
    }
    return tags.directory(widthPx, heightPx, downsample, offsets, lengths);
  }

  private void store(TiffOutput out) throws IOException {
    byte[][] tiles =
        IntStream.range(0, across)
            .parallel()
            .mapToObj(column -> coding.encode(tile(column)))
            .toArray(byte[][]::new);
    int first = (taken - 1) / TILE_PX * across;
    for (int column = 0; column < across; column++) {
      offsets[first + column] = out.append(tiles[column]);
      lengths[first + column] = tiles[column].length;
    }
  }

  /** A tile; beyond the level's edge its last pixels go on. */
  private byte[] tile(int column) {
    int left = column * TILE_PX;
    int columns = Math.min(TILE_PX, widthPx - left);
    byte[] tile = new byte[3 * TILE_PX * TILE_PX];
    for (int y = 0; y < TILE_PX; y++) {
      int from = 3 * (Math.min(y, held - 1) * widthPx + left);
      int to = 3 * y * TILE_PX;
      System.arraycopy(rows, from, tile, to, 3 * columns);
      for (int i = to + 3 * columns; i < to + 3 * TILE_PX; i++) {
        tile[i] = tile[i - 3];
      }
    }
    return tile;
  }
}
